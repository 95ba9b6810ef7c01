import { describe, expect, test } from "@jest/globals";
import { type JsonSchema, settingsJsonSchema } from "../../settings/jsonSchema";
import { parseSettings } from "../../settings/parse";
import { everyLivekitKey, matrixrtcLike, matrixrtcProblems, unknownLivekitKeys } from "../support/matrixrtc";
import { rawOf } from "../support/stackFiles";

describe("one mistake is named with its path, the problem and a remedy", () => {
  test.each<[string, Parameters<typeof matrixrtcProblems>[0], RegExp]>([
    ["no section", (raw) => delete raw.matrixrtc, /^parley:matrixrtc is missing → .*examples/],
    [
      "Jitsi's section",
      (raw) => Object.assign(raw, { jitsi: {} }),
      /^parley:jitsi has no effect with `service: matrix/,
    ],
    [
      "a login",
      (raw) => Object.assign(raw, { login: { provider: "jwt", appId: "a" } }),
      /^parley:login has no effect .* log in at their Matrix homeserver/,
    ],
    ["a recorder", (raw) => Object.assign(raw, { recording: { directory: "/r" } }), /^parley:recording has no effect/],
    [
      "signalling's port for media",
      (_, section) => {
        section.ports = { sfu: 9000 };
        section.livekit = { tcpPort: 7880 };
      },
      /^parley:matrixrtc\.livekit\.tcpPort is 7880, where LiveKit's signalling listens/,
    ],
    [
      "an image of a Redis that is nowhere",
      (_, section) => Object.assign(section, { images: { redis: "registry.example.org/redis:7" } }),
      /^parley:matrixrtc\.images\.redis has no effect: one LiveKit alone/,
    ],
    ["no public address", (raw) => delete raw.dns, /^parley:dns is missing: LiveKit has to be told the address/],
    [
      "a name outside its zone",
      (raw) => Object.assign(raw, { domain: "call.example.com" }),
      /^parley:domain call\.example\.com is not inside the zone/,
    ],
    [
      "the homeserver's place",
      (_, { homeserver }) => Object.assign(homeserver, { baseUrl: "https://call.example.org" }),
      /^parley:matrixrtc\.homeserver\.baseUrl is at `domain`.* → .*call\.example\.org/,
    ],
    [
      "a base URL with a path",
      (_, { homeserver }) => Object.assign(homeserver, { baseUrl: "https://matrix.example.org/_matrix" }),
      /^parley:matrixrtc\.homeserver\.baseUrl is not an https:\/\/ address without a path/,
    ],
    [
      "a delegation that nobody serves",
      (_, { homeserver }) => Object.assign(homeserver, { federation: "matrix.example.org:443" }),
      /^parley:matrixrtc\.homeserver\.federation has no effect: call\.example\.org is not the homeserver's name/,
    ],
    [
      "a delegation without a port",
      (raw, { homeserver }) => {
        raw.domain = "example.org";
        homeserver.federation = "matrix.example.org";
      },
      /^parley:matrixrtc\.homeserver\.federation is not a host with a port/,
    ],
    [
      "everybody may start calls",
      (_, { homeserver }) => Object.assign(homeserver, { fullAccess: ["*"] }),
      /^parley:matrixrtc\.homeserver\.fullAccess\[0\] is not a full DNS name/,
    ],
    [
      "two services on one port",
      (_, section) => Object.assign(section, { ports: { jwt: 8000 } }),
      /^parley:matrixrtc\.ports\.jwt collides with parley:matrixrtc\.ports\.call on tcp\/8000/,
    ],
    [
      "media on a service's port",
      (_, section) => Object.assign(section, { livekit: { tcpPort: 7880 } }),
      /^parley:matrixrtc\.livekit\.tcpPort collides with parley:matrixrtc\.ports\.sfu on tcp\/7880/,
    ],
    [
      "too much memory",
      (_, section) => Object.assign(section, { livekit: { memory: 8000 } }),
      /^parley:matrixrtc\.livekit\.memory 8000 MiB do not fit/,
    ],
    [
      "TURN beside LiveKit",
      (_, section) => Object.assign(section, { turn: {} }),
      /^parley:matrixrtc\.turn is not a setting/,
    ],
  ])("%s", (_, change, expected) => {
    expect(matrixrtcProblems(change)).toEqual([expect.stringMatching(expected)]);
  });

  test("MatrixRTC's section beside Jitsi", () => {
    const raw = { ...rawOf("Pulumi.demo.yaml"), matrixrtc: matrixrtcLike().matrixrtc };
    expect(parseSettings(raw, { needCredentials: false })).toMatchObject({
      problems: [{ path: "parley:matrixrtc", problem: "has no effect with `service: jitsi`" }],
    });
  });
});

test("several mistakes are named in one go, also beside a broken section", () => {
  const found = matrixrtcProblems((raw, { homeserver }) => {
    Object.assign(raw, { domain: "Call", login: { provider: "jwt", appId: "a" }, dns: undefined });
    delete raw.dns;
    Object.assign(homeserver, { name: undefined, bas: 1 });
    delete homeserver.name;
  });
  expect(found.map((one) => one.split(" ")[0]).sort()).toEqual([
    ...["parley:dns", "parley:domain", "parley:login"],
    ...["parley:matrixrtc.homeserver.bas", "parley:matrixrtc.homeserver.name"],
  ]);
});

test("the settings hold nothing of Jitsi's, not even its defaults", () => {
  expect(matrixrtcLike()).not.toHaveProperty("jitsi");
});

describe("LiveKit's own keys", () => {
  const withConfig = (config: unknown) =>
    matrixrtcProblems((_, section) => Object.assign(section, { livekit: { config } }));

  test("that are offered pass", () => {
    expect(withConfig(everyLivekitKey)).toEqual([]);
  });

  test("are all tried with LiveKit itself (test/tools)", () => {
    const keys = (schema: JsonSchema | undefined): string[] =>
      Object.entries(schema?.properties ?? {}).flatMap(([key, field]) => [
        key,
        ...keys(field).map((inner) => `${key}.${inner}`),
      ]);
    const tried = (value: unknown): string[] =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, inner]) => [key, ...tried(inner).map((one) => `${key}.${one}`)])
        : [];
    const section = settingsJsonSchema().properties?.matrixrtc?.properties?.livekit?.properties?.config;
    expect(tried(everyLivekitKey).sort()).toEqual(keys(section).sort());
  });

  test.each(unknownLivekitKeys)("%s is refused: LiveKit does not know it", (path, config) => {
    expect(withConfig(config)).toEqual([
      expect.stringMatching(`^parley:matrixrtc.livekit.config.${path} is not a setting → `),
    ]);
  });

  test.each([
    ["port", { port: 1 }],
    ["keys", { keys: { a: "b" } }],
    ["redis", { redis: { address: "a:1" } }],
    ["turn", { turn: { enabled: true } }],
    ["rtc.port_range_start", { rtc: { port_range_start: 50_000 } }],
    ["rtc.use_external_ip", { rtc: { use_external_ip: true } }],
    ["room.auto_create", { room: { auto_create: true } }],
    ["room.empty_timeout", { room: { empty_timeout: 1 } }],
    ["limit.num_tracks", { limit: { num_tracks: 1 } }],
  ])("%s is refused: it is Parley's, or would do nothing", (path, config) => {
    expect(withConfig(config)).toEqual([expect.stringContaining(`parley:matrixrtc.livekit.config.${path} is not a`)]);
  });
});
