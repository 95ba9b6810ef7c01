/** Prosody's modules and options, and login by token: what the services are told. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { jitsi } from "../../workloads/jitsi";
import { luaLiteral } from "../../workloads/jitsi/prosodyOptions";
import { type Service, serviceOf } from "../../workloads/model";
import { display } from "../../workloads/value";
import { prodLike } from "../support/settings";
import { env, plain } from "../support/workload";

const withProsody = (prosody: unknown, more: Record<string, unknown> = {}) => prodLike({ jitsi: { prosody }, ...more });
const withTokens = (login: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  prodLike({ login: { provider: "jwt", appId: "app", ...login }, ...more });
const source = "module:log('info', 'here');";
const prosodyOf = (settings: ReturnType<typeof prodLike>, assets = {}): Service =>
  serviceOf(jitsi(settings, assets), "prosody");
const script = (settings: ReturnType<typeof prodLike>): string =>
  display(prosodyOf(settings).files.find(({ path }) => path.endsWith("healthcheck"))?.content ?? "");

describe("modules", () => {
  const settings = withProsody({
    plugins: [
      { name: "one", source, enableOn: ["main", "muc"] },
      { name: "two", file: "two.lua", enableOn: ["muc", "internalMuc", "lobby", "breakout", "global"] },
      { name: "polls" },
      { name: "token_verification", source, enableOn: [] },
    ],
  });
  const assets = { plugins: { two: "module:two();" } };

  test("are switched on where they are wanted, and mounted when they have a text", () => {
    const { env: variables, files } = prosodyOf(settings, assets);
    expect(variables).toMatchObject({
      XMPP_MODULES: "one,polls",
      XMPP_MUC_MODULES: "one,two",
      XMPP_INTERNAL_MUC_MODULES: "two",
      XMPP_LOBBY_MUC_MODULES: "two",
      XMPP_BREAKOUT_MUC_MODULES: "two",
      GLOBAL_MODULES: "two",
    });
    expect(files.slice(0, 3)).toEqual([
      { path: "/prosody-plugins-custom/mod_one.lua", content: source },
      { path: "/prosody-plugins-custom/mod_two.lua", content: "module:two();" },
      { path: "/prosody-plugins-custom/mod_token_verification.lua", content: source },
    ]);
    expect(() => prosodyOf(settings)).toThrow("the text of the Prosody module two was not read");
  });

  test("are asked for by the probe; without any, the image's own probe stays", () => {
    const health = display(prosodyOf(settings, assets).files.at(-1)?.content ?? "");
    expect(health).toContain('expect("muc.meet.jitsi", "two", "/prosody-plugins-custom/mod_two.lua")');
    expect(health).toContain('expect("meet.jitsi", "polls")');
    expect(health).toContain('expect("*", "two"');
    expect(health).toContain('replaced("token_verification", "/prosody-plugins-custom/mod_token_verification.lua")');
    expect(prosodyOf(settings, assets).probe.test).toEqual({ exec: ["bash", "/usr/local/bin/parley-healthcheck"] });
    expect(serviceOf(plain, "prosody").probe.test).toEqual({ exec: ["/usr/local/bin/healthcheck.sh"] });
    expect(serviceOf(plain, "prosody").files).toEqual([]);
  });

  test("that take the place of the image's, or are not known there, are named", () => {
    const { notices } = jitsi(
      withProsody({ plugins: [{ name: "bosh", source }, { name: "pols" }, { name: "polls" }] }),
      {},
    );
    const about = notices.filter((notice) => notice.includes("Prosody module"));
    expect(about).toEqual([
      expect.stringMatching(/module bosh takes the place of the image's/),
      expect.stringMatching(/module pols has neither a file nor a source, and is not known/),
    ]);
  });
});

describe("options", () => {
  const hostile = fc.constantFrom(",", "\\", "n", '"', "\n", "\r", "\0", "1", "]", "-");

  test("are Lua, in an order of their own, each kind in its variable", () => {
    const main = { z: "a,b", a: [1, true, "x"], m: { "k,1": [], b: -1.5 } };
    expect(
      prosodyOf(withProsody({ config: { main, muc: { b: "\n" }, global: { x: "C:\\new", a: 1 } } })).env,
    ).toMatchObject({
      XMPP_CONFIGURATION: 'a = { 1; true; "x" },m = { ["b"] = -1.5; ["k\\0441"] = {} },z = "a\\044b"',
      XMPP_MUC_CONFIGURATION: 'b = "\\010"',
      GLOBAL_CONFIG: 'a = 1\\nx = "C:\\092new"',
    });
  });

  test("hold nothing that the image's templates cut at, and no text can end its quotes", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 1 })) }), (text) => {
        const lua = luaLiteral(text);
        const inner = lua.slice(1, -1);
        expect(lua[0] + (lua.at(-1) ?? "")).toBe('""');
        expect(inner).not.toMatch(/[",\n\r\0]|\\(?!\d{3})/);
        expect(inner.replace(/\\(\d{3})/g, (_, code) => String.fromCharCode(Number(code)))).toBe(text);
      }),
    );
  });
});

describe("login by token", () => {
  test("Prosody has the terms and the key; nobody else has the key", () => {
    const settings = withTokens({ issuers: ["a", "b"], audiences: ["c"] });
    expect(env(settings, "prosody")).toMatchObject({
      ENABLE_AUTH: "1",
      AUTH_TYPE: "jwt",
      JWT_APP_ID: "app",
      JWT_APP_SECRET: "{{secret:jwtAppSecret}}",
      JWT_ACCEPTED_ISSUERS: "a,b",
      JWT_ACCEPTED_AUDIENCES: "c",
      JWT_ALLOW_EMPTY: "0",
      ENABLE_GUESTS: "0",
      XMPP_MUC_MODULES: "token_affiliation",
    });
    const holders = jitsi(settings, {}).services.filter(({ env: variables }) => "JWT_APP_SECRET" in variables);
    expect(holders.map(({ name }) => name)).toEqual(["prosody"]);
    expect(jitsi(settings, {}).secrets).toContainEqual({
      name: "jwtAppSecret",
      title: "key that signs tokens",
      length: 64,
    });
  });

  test("Jicofo leaves it to Prosody, the client knows where to go", () => {
    const tokenAuthUrl = "https://login.example.org/?room={room}";
    expect(env(withTokens(), "jicofo")).toMatchObject({ JICOFO_ENABLE_AUTH: "0", ENABLE_AUTO_OWNER: "0" });
    expect(env(withTokens({ moderators: "first" }), "jicofo")).toMatchObject({ ENABLE_AUTO_OWNER: "1" });
    expect(env(withTokens({ tokenAuthUrl }), "web")).toMatchObject({ ENABLE_AUTH: "1", TOKEN_AUTH_URL: tokenAuthUrl });
    expect(env(withTokens(), "web")).not.toHaveProperty("TOKEN_AUTH_URL");
  });

  test("guests wait for somebody with a token", () => {
    expect(env(withTokens({ guests: true }), "prosody")).toMatchObject({
      ENABLE_GUESTS: "1",
      XMPP_MODULES: "persistent_lobby",
      XMPP_MUC_MODULES: "muc_wait_for_host,token_affiliation",
      WAIT_FOR_HOST_DISABLE_AUTO_OWNERS: "1",
    });
    expect(env(withTokens({ guests: true }), "web")).toMatchObject({ ENABLE_GUESTS: "1" });
  });

  test("a key of the operator's own takes the place of a made one", () => {
    const settings = withTokens({}, { credentials: { jwtAppSecret: { secure: "" } } });
    expect(env(settings, "prosody").JWT_APP_SECRET).toBe("{{secret:credentials.jwtAppSecret}}");
    expect(jitsi(settings, {}).secrets.map(({ name }) => name)).not.toContain("jwtAppSecret");
  });

  test("the probe asks whether it is in force", () => {
    const health = script(withTokens());
    expect(health).toContain('set("meet.jitsi", "app_id", "JWT_APP_ID")');
    expect(health).toContain('expect("meet.jitsi", "auth_token")');
    expect(health).toContain('expect("muc.meet.jitsi", "token_verification")');
  });

  test("open rooms are said, closed ones are not", () => {
    const notices = (login: Record<string, unknown>) => jitsi(withTokens(login), {}).notices.join();
    expect(notices({})).not.toContain("anyone who knows");
    expect(notices({ allowEmpty: true })).toContain("anyone who knows a room's name may open it, also without a token");
  });
});
