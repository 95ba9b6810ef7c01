/** The stand-in for lk-jwt-service against its contract, with the real LiveKit and a simulated homeserver. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AccessToken, RoomServiceClient, TokenVerifier } from "livekit-server-sdk";
import { stringify } from "yaml";
import { livekitServer } from "../../lab/livekit/server";
import { Authority } from "../../lab/world/authority";
import { freePort } from "../../lab/world/freePort";
import { eventually } from "../../lab/world/wait";
import { Homeserver } from "./jwtService/homeserver";
import { type Environment, JwtService, type Running, start } from "./jwtService/program";

jest.setTimeout(60_000);

const key = "parley";
const secret = "0123456789abcdef0123456789abcdef0123456789abcdef";
const matrixRoom = "!room:example.org";
const hashed = (...parts: string[]) =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64").replaceAll("=", "");
const alias = hashed(matrixRoom, "m.call#ROOM");

const folder = mkdtempSync(join(tmpdir(), "parley-jwt-"));
let homeserver: Homeserver;
let program: JwtService;
let running: Running[];
let rooms: RoomServiceClient;
let environment: Environment;
let url: string;
/** Both are the same homeserver; users of the second have no full access. */
let full: string;
let guest: string;

beforeAll(async () => {
  const authority = new Authority(join(folder, "authority"), { name: "test" });
  await authority.prepare();
  homeserver = await Homeserver.start(await authority.server("homeserver", ["DNS:localhost", "IP:127.0.0.1"]));
  full = `localhost:${homeserver.port}`;
  guest = `127.0.0.1:${homeserver.port}`;
  Object.assign(homeserver.users, { anna: `@anna:${full}`, gast: `@gast:${guest}`, liar: "@liar:example.com" });

  const [sfu, tcp, udp, jwt] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  url = `http://127.0.0.1:${jwt}`;
  writeFileSync(join(folder, "keys"), `${key}: ${secret}\n`, { mode: 0o600 });
  environment = {
    LIVEKIT_CS_API_URL_OVERRIDES: `${full}=https://${full}`,
    LIVEKIT_FULL_ACCESS_HOMESERVERS: `example.org,${full}`,
    LIVEKIT_JWT_BIND: `127.0.0.1:${jwt}`,
    LIVEKIT_KEY_FILE: join(folder, "keys"),
    LIVEKIT_URL: `ws://127.0.0.1:${sfu}`,
    SSL_CERT_FILE: authority.cert,
  };
  const config = {
    port: sfu,
    bind_addresses: ["127.0.0.1"],
    key_file: environment.LIVEKIT_KEY_FILE,
    rtc: { use_external_ip: false, node_ip: "127.0.0.1", tcp_port: tcp, udp_port: udp },
    room: { auto_create: false },
  };
  writeFileSync(join(folder, "livekit.yaml"), stringify(config));
  mkdirSync(join(folder, "programs"));
  program = await JwtService.in(join(folder, "programs"));
  rooms = new RoomServiceClient(`http://127.0.0.1:${sfu}`, key, secret);
  const livekit = [await livekitServer(), "--config", join(folder, "livekit.yaml")];
  running = [await start(livekit, {}, `http://127.0.0.1:${sfu}`), await program.start(environment, url)];
}, 15 * 60_000);
afterAll(async () => {
  await Promise.all((running ?? []).map((one) => one.stop()));
  homeserver?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly url?: string;
  readonly jwt?: string;
  readonly errcode?: string;
}

async function post(path: string, body: unknown, to = url): Promise<Answer> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await fetch(`${to}${path}`, { method: "POST", body: text });
  return { status: answer.status, ...((await answer.json()) as object) };
}

const openid = (access_token: string, matrix_server_name: string) => ({
  access_token,
  token_type: "Bearer",
  matrix_server_name,
  expires_in: 3600,
});
const legacy = (token: object, more: object = {}) => ({
  room: matrixRoom,
  openid_token: token,
  device_id: "D",
  ...more,
});
const modern = (token: object, more: object = {}) => ({
  room_id: matrixRoom,
  slot_id: "m.call#ROOM",
  openid_token: token,
  member: { id: "m", claimed_user_id: `@anna:${full}`, claimed_device_id: "D" },
  ...more,
});
const anna = () => openid("anna", full);
const gast = () => openid("gast", guest);
const claims = (jwt = "") => new TokenVerifier(key, secret).verify(jwt);
const roomNames = async () => (await rooms.listRooms()).map(({ name }) => name);

describe("does not start", () => {
  const enough: Environment = {
    LIVEKIT_KEY: "key",
    LIVEKIT_SECRET: "secret",
    LIVEKIT_URL: "wss://example.org",
    LIVEKIT_FULL_ACCESS_HOMESERVERS: "*",
  };
  const keyFile = (text: string): Environment => {
    const path = join(folder, "other-keys");
    writeFileSync(path, text);
    return { LIVEKIT_KEY_FILE: path };
  };
  test.each<[string, () => Environment, RegExp]>([
    ["without a key", () => ({ LIVEKIT_KEY: "" }), /LIVEKIT_KEY\* .* must be set/],
    ["without LiveKit's address", () => ({ LIVEKIT_URL: "" }), /LIVEKIT_URL must be set/],
    ["without homeservers", () => ({ LIVEKIT_FULL_ACCESS_HOMESERVERS: "" }), /FULL_ACCESS_HOMESERVERS/],
    ["with two keys in the file", () => keyFile("a: b\nc: d\n"), /invalid key secret file format!/],
    ["with a colon in a comment", () => keyFile("a: b # note: this\n"), /invalid key secret file format!/],
    ["with no colon in the file", () => keyFile("a b\n"), /invalid key secret file format!/],
    ["without the file", () => ({ LIVEKIT_KEY_FILE: "/not/there" }), /\/not\/there: no such file/],
    ["with a port twice", () => ({ LIVEKIT_JWT_PORT: "1", LIVEKIT_JWT_BIND: ":2" }), /must not be set together/],
    ["with an override of nothing", () => ({ LIVEKIT_CS_API_URL_OVERRIDES: "example.org" }), /URL_OVERRIDES/],
    ["with a negative interval", () => ({ LIVEKIT_SANITY_CHECK_INTERVAL_SECONDS: "-1" }), /INTERVAL_SECONDS/],
    ["with Redis, which is not simulated", () => ({ LIVEKIT_REDIS_URL: "redis://x" }), /not simulate LIVEKIT_REDIS/],
  ])("%s", async (_, change, why) => {
    const { code, stderr } = await program.run("lk-jwt-service", { ...enough, ...change() });
    expect([code, stderr]).toEqual([1, expect.stringMatching(why)]);
  });
});

test("its health is asked for with its own program, which with a bind address asks at the wrong place", async () => {
  for (const method of ["GET", "HEAD"]) expect((await fetch(`${url}/healthz`, { method })).status).toBe(200);
  expect((await fetch(`${url}/healthz`, { method: "POST" })).status).toBe(405);
  const port = new URL(url).port;
  const check = (bind: string) => program.run("lk-jwt-service-healthcheck", { LIVEKIT_JWT_BIND: bind });
  expect((await check(port)).code).toBe(0);
  expect((await check(`:${port}`)).code).toBe(1);
});

test.each(["/sfu/get", "/get_token", "/delegate_delayed_leave"])("%s is for browsers of any origin", async (path) => {
  for (const [method, status] of [
    ["OPTIONS", 200],
    ["GET", 405],
    ["POST", 400],
  ] as const) {
    const { status: got, headers } = await fetch(`${url}${path}`, { method });
    expect([method, got]).toEqual([method, status]);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-methods")).toBe("POST");
    expect(headers.get("access-control-allow-headers")).toContain("Content-Type");
  }
});

test.each<[string, string, unknown, string]>([
  ["nothing", "/sfu/get", "", "M_NOT_JSON"],
  ["no JSON", "/sfu/get", "{not", "M_NOT_JSON"],
  ["an unknown key", "/sfu/get", { rooom: "!a:b" }, "M_NOT_JSON"],
  ["an unknown key further in", "/get_token", { member: { name: "x" } }, "M_NOT_JSON"],
  ["two values", "/sfu/get", "{}{}", "M_NOT_JSON"],
  ["an empty object", "/sfu/get", {}, "M_BAD_JSON"],
  ["an empty object", "/get_token", {}, "M_BAD_JSON"],
  ["an empty object", "/delegate_delayed_leave", {}, "M_BAD_JSON"],
  ["no token", "/sfu/get", { room: "!a:b" }, "M_BAD_JSON"],
  ["half a delegation", "/sfu/get", legacy(openid("a", "b"), { delay_id: "x" }), "M_BAD_JSON"],
  ["half a delegation", "/get_token", modern(openid("a", "b"), { delay_timeout: 9 }), "M_BAD_JSON"],
  ["no member", "/get_token", { ...modern(openid("a", "b")), member: {} }, "M_BAD_JSON"],
  ["no delegation", "/delegate_delayed_leave", modern(openid("a", "b")), "M_BAD_JSON"],
])("%s at %s is refused: %#", async (_, path, body, errcode) => {
  expect(await post(path, body)).toMatchObject({ status: 400, errcode });
});

test("a user with full access opens the room, and may be seen there for an hour", async () => {
  const answer = await post("/sfu/get", legacy(anna()));
  expect(answer).toMatchObject({ status: 200, url: environment.LIVEKIT_URL });
  const { video, sub, exp = 0, nbf = 0 } = await claims(answer.jwt);
  expect(sub).toBe(`@anna:${full}:D`);
  expect(exp - nbf).toBe(3600);
  expect(video).toMatchObject({ room: alias, roomJoin: true, roomCreate: false, canPublish: true });
  expect(await rooms.listRooms([alias])).toMatchObject([{ emptyTimeout: 300, departureTimeout: 20 }]);
  await rooms.deleteRoom(alias);
});

test("the newer endpoint hides who it is from LiveKit", async () => {
  const { jwt } = await post("/get_token", modern(anna(), { slot_id: "m.call#other" }));
  const { video, sub } = await claims(jwt);
  expect([sub, video?.room]).toEqual([hashed(`@anna:${full}`, "D", "m"), hashed(matrixRoom, "m.call#other")]);
  await rooms.deleteRoom(hashed(matrixRoom, "m.call#other"));
});

test("a user without full access opens no room, and may be in one that is there, unseen", async () => {
  const { status, jwt } = await post("/sfu/get", legacy(gast()));
  expect(status).toBe(200);
  expect((await claims(jwt)).video).toMatchObject({
    room: alias,
    roomJoin: true,
    roomCreate: false,
    canPublish: false,
  });
  expect(await roomNames()).not.toContain(alias);
});

test.each<[string, () => object]>([
  ["an unknown token", () => legacy(openid("forged", full))],
  ["another homeserver's user", () => legacy(openid("liar", full))],
  ["a homeserver that is not there", () => legacy(openid("anna", "localhost:1"))],
])("%s is refused, and no room opened", async (_, body) => {
  expect(await post("/sfu/get", body())).toMatchObject({ status: 401, errcode: "M_UNAUTHORIZED" });
  expect(await roomNames()).toEqual([]);
});

test("who claims to be somebody else is refused", async () => {
  const member = { id: "m", claimed_user_id: `@berta:${full}`, claimed_device_id: "D" };
  expect(await post("/get_token", modern(anna(), { member }))).toMatchObject({
    status: 401,
    errcode: "M_UNAUTHORIZED",
  });
});

test("with a key that is not LiveKit's no room can be opened, and nothing of the secret is said", async () => {
  const port = await freePort();
  const other = "f".repeat(48);
  const env = { ...environment, LIVEKIT_JWT_BIND: `127.0.0.1:${port}`, LIVEKIT_KEY_FILE: join(folder, "wrong-keys") };
  writeFileSync(env.LIVEKIT_KEY_FILE, `${key}: ${other}\n`);
  const service = await program.start(env, `http://127.0.0.1:${port}`);
  const answer = await post("/sfu/get", legacy(anna()), `http://127.0.0.1:${port}`);
  await service.stop();
  expect(answer).toMatchObject({ status: 500, errcode: "M_UNKNOWN", error: "Unable to create room on SFU" });
  expect(service.said()).toContain("LiveKit's CreateRoom: 401");
  expect(service.said()).not.toContain(other);
});

describe("a delayed event that is handed over", () => {
  const webhook = async (event: string, identity: string, signer = secret, reason?: string) => {
    const body = JSON.stringify({ event, room: { name: alias }, participant: { identity, disconnectReason: reason } });
    const token = new AccessToken(key, signer);
    token.sha256 = createHash("sha256").update(body).digest("base64");
    const headers = { authorization: await token.toJwt(), "content-type": "application/webhook+json" };
    return (await fetch(`${url}/sfu_webhook`, { method: "POST", headers, body })).status;
  };
  const until = (what: string, times = 1) =>
    eventually(
      what,
      async () => (homeserver.actions.filter((one) => one === what).length >= times ? true : undefined),
      {
        within: 8_000,
        every: 50,
      },
    );
  const handOver = (delay_id: string, delay_timeout = 2_000) =>
    post("/sfu/get", legacy(anna(), { delay_id, delay_timeout }));
  beforeEach(() => homeserver.actions.splice(0));
  afterAll(() => rooms.deleteRoom(alias));

  test("is restarted as long as the participant is there, and sent when they leave", async () => {
    expect((await handOver("leave-1")).status).toBe(200);
    expect(await webhook("participant_joined", `@anna:${full}:D`)).toBe(200);
    await until("restart leave-1", 3);
    expect(homeserver.actions).not.toContain("send leave-1");
    await webhook("participant_left", `@anna:${full}:D`, secret, "CLIENT_INITIATED");
    await until("send leave-1");
  });

  test("is sent when nobody came", async () => {
    await handOver("leave-2", 1_000);
    await until("send leave-2");
    expect(homeserver.actions).not.toContain("restart leave-2");
  });

  test("is left alone by what LiveKit did not sign", async () => {
    await handOver("leave-3", 3_000);
    expect(await webhook("participant_joined", `@anna:${full}:D`, "f".repeat(48))).toBe(200);
    expect(await webhook("participant_joined", `@berta:${full}:D`)).toBe(200);
    await until("send leave-3");
    expect(homeserver.actions).not.toContain("restart leave-3");
  });

  test("is given up when the homeserver does not know it any more", async () => {
    await handOver("gone");
    await webhook("participant_joined", `@anna:${full}:D`);
    await until("restart gone");
    await webhook("participant_left", `@anna:${full}:D`);
    expect(homeserver.actions).toEqual(["restart gone"]);
  });

  test("is only taken from users with full access", async () => {
    const delay = { delay_id: "leave-4", delay_timeout: 1_000 };
    const member = { id: "m", claimed_user_id: `@gast:${guest}`, claimed_device_id: "D" };
    expect(await post("/sfu/get", legacy(gast(), delay))).toMatchObject({ status: 400, errcode: "M_BAD_JSON" });
    const body = modern(gast(), { ...delay, member });
    expect(await post("/delegate_delayed_leave", body)).toMatchObject({ status: 403, errcode: "M_FORBIDDEN" });
    expect(await post("/delegate_delayed_leave", modern(anna(), delay))).toEqual({ status: 200 });
  });
});
