/** Prosody's modules and options, and login by token: what settings may say. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromEngine } from "../../settings/engine";
import { loadSettings } from "../../settings/load";
import { parseSettings } from "../../settings/parse";
import { rawOf } from "../support/stackFiles";

const folder = mkdtempSync(join(tmpdir(), "parley-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Prosody = { plugins?: unknown[]; config?: unknown };

const rawWith = (prosody: Prosody, more: Record<string, unknown> = {}) => ({
  ...rawOf("examples/jitsi-host.yaml"),
  recording: undefined,
  jitsi: { prosody },
  ...more,
});

function problems(prosody: Prosody, more: Record<string, unknown> = {}, credentials: Record<string, string> = {}) {
  const raw = JSON.parse(JSON.stringify(rawWith(prosody, more)));
  const parsed = loadSettings(raw, folder, { needCredentials: false, credentials });
  return "problems" in parsed ? parsed.problems.map((one) => `${one.path} ${one.problem} → ${one.remedy}`) : [];
}

const good = { name: "hello", source: "module:log('info', 'hello');" };
const jwt = (login: Record<string, unknown>) => ({ login: { provider: "jwt", appId: "app", ...login } });

describe("one mistake is named with its path, the problem and a remedy", () => {
  test.each<[string, Prosody, RegExp]>([
    [
      "mod_ in front",
      { plugins: [{ ...good, name: "mod_hello" }] },
      /plugins\[0\]\.name is not the name .* without `mod_`/,
    ],
    ["a comma in a name", { plugins: [{ ...good, name: "a,b" }] }, /plugins\[0\]\.name is not the name/],
    ["a name twice", { plugins: [good, good] }, /plugins\[1\]\.name is hello once more/],
    ["file and source", { plugins: [{ ...good, file: "a.lua" }] }, /plugins\[0\]\.source stands beside a file/],
    ["no Lua", { plugins: [{ ...good, source: "<html>module</html>" }] }, /plugins\[0\]\.source does not look like/],
    [
      "a place",
      { plugins: [{ ...good, enableOn: ["mucs"] }] },
      /plugins\[0\]\.enableOn\[0\] has no choice `mucs` → did/,
    ],
    [
      "nowhere",
      { plugins: [{ name: "polls", enableOn: [] }] },
      /plugins\[0\]\.enableOn is empty for a module of the image/,
    ],
    [
      "a file that climbs",
      { plugins: [{ name: "a", file: "../a.lua" }] },
      /plugins\[0\]\.file is not the path of a \.lua file/,
    ],
    [
      "a file that is not there",
      { plugins: [{ name: "a", file: "a.lua" }] },
      /plugins\[0\]\.file names a file that cannot be read/,
    ],
    [
      "an option of ours",
      { config: { main: { app_id: "x" } } },
      /config\.main\S* has a key that cannot be set here → .*app_id/,
    ],
    ["a word of Lua", { config: { muc: { end: 1 } } }, /config\.muc\S* has a key that cannot be set here/],
    ["a key with code", { config: { global: { "a = 1 b": 1 } } }, /config\.global.* has a key that cannot be set here/],
    ["null", { config: { main: { a: [{ b: null }] } } }, /config\.main\.a holds null/],
  ])("%s", (_, prosody, expected) => {
    expect(problems(prosody)).toEqual([expect.stringMatching(expected)]);
  });

  test("a place that is switched off", () => {
    const jitsi = { features: { lobby: false }, prosody: { plugins: [{ ...good, enableOn: ["lobby"] }] } };
    expect(problems({}, { jitsi })).toEqual([
      expect.stringMatching(/enableOn names lobby, which is off → .*features\.lobby/),
    ]);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["no application id", { appId: undefined }, /login\.appId is missing → set it: Application id/],
    ["an empty one", { appId: " \n" }, /login\.appId is not an application id/],
    ["quotes", { appId: 'a"b' }, /login\.appId is not an application id/],
    ["a comma in an issuer", { issuers: ["a,b"] }, /login\.issuers\[0\] cannot be the value of a claim/],
    [
      "no room",
      { tokenAuthUrl: "https://login.example.org/" },
      /tokenAuthUrl is not an https:\/\/ address with \{room\}/,
    ],
    ["no TLS", { tokenAuthUrl: "http://login.example.org/{room}" }, /tokenAuthUrl is not an https/],
    ["a quote in an address", { tokenAuthUrl: "https://login.example.org/'{room}" }, /tokenAuthUrl is not an https/],
  ])("login by token: %s", (_, login, expected) => {
    expect(problems({}, jwt(login))).toEqual([expect.stringMatching(expected)]);
  });

  test("guests without a lobby", () => {
    const jitsi = { features: { lobby: false } };
    expect(problems({}, { ...jwt({ guests: true }), jitsi })).toEqual([
      expect.stringMatching(/login\.guests needs a lobby/),
    ]);
  });
});

describe("files of modules", () => {
  test("are read relative to the project, all mistakes at once", () => {
    mkdirSync(join(folder, "prosody"), { recursive: true });
    writeFileSync(join(folder, "prosody/mod_good.lua"), good.source);
    writeFileSync(join(folder, "prosody/page.lua"), "<!doctype html> module");
    writeFileSync(join(folder, "prosody/large.lua"), `-- module\n${"-".repeat(300 * 1024)}`);
    const plugin = (name: string, file: string) => ({ name, file: `prosody/${file}` });
    expect(problems({ plugins: [plugin("a", "page.lua"), plugin("b", "large.lua"), plugin("c", "none.lua")] })).toEqual(
      [
        expect.stringMatching(/plugins\[0\]\.file does not look like a Prosody module/),
        expect.stringMatching(/plugins\[1\]\.file is larger than 256 KiB/),
        expect.stringMatching(/plugins\[2\]\.file names a file that cannot be read/),
      ],
    );
    const raw = JSON.parse(JSON.stringify(rawWith({ plugins: [plugin("hello", "mod_good.lua")] })));
    expect(loadSettings(raw, folder, { needCredentials: false })).toMatchObject({
      assets: { plugins: { hello: good.source } },
    });
  });
});

describe("the key for tokens", () => {
  const key = "0123456789abcdef0123456789abcdef";
  const all = (value: string) => ({ "parley:credentials": JSON.stringify({ jwtAppSecret: value }) });

  test("loses the newline of a file; other credentials keep theirs", () => {
    expect(fromEngine(all(` ${key}\n`), () => true).credentials).toEqual({ jwtAppSecret: key });
    const ssh = { "parley:credentials": JSON.stringify({ sshPrivateKey: "key\n" }) };
    expect(fromEngine(ssh, () => true).credentials).toEqual({ sshPrivateKey: "key\n" });
  });

  test.each([
    ["short", key.slice(1), /is shorter than 32 characters/],
    ["with a quote", `${key}"`, /characters that Prosody's configuration cannot hold/],
    ["on two lines", `${key}\n${key}`, /characters that Prosody's configuration cannot hold/],
  ])("%s is refused, and not repeated", (_, value, expected) => {
    const found = problems({}, jwt({}), { jwtAppSecret: value });
    expect(found).toEqual([expect.stringMatching(expected)]);
    expect(found.join()).not.toContain(key.slice(1));
  });

  test("a good one passes, and the application id is trimmed", () => {
    expect(problems({}, jwt({}), { jwtAppSecret: key })).toEqual([]);
    const parsed = parseSettings(JSON.parse(JSON.stringify(rawWith({}, jwt({ appId: "app\n" })))), {
      needCredentials: false,
    });
    expect(parsed).toMatchObject({ settings: { login: { appId: "app" } } });
  });
});
