import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { composeRelease } from "../../components/compose/render";
import type { MatrixrtcSettings } from "../../settings/settings";
import { matrixrtc } from "../../workloads/matrixrtc";
import { type Service, serviceOf } from "../../workloads/model";
import { display, secretsIn } from "../../workloads/value";
import { file, options } from "../support/compose";
import { everyLivekitKey, matrixrtcLike } from "../support/matrixrtc";
import { envOf } from "../support/workload";

/** At the homeserver's own name, with an address that changes. */
const own = matrixrtcLike((raw, { homeserver }) => {
  Object.assign(raw, {
    domain: "example.org",
    dns: { provider: "loopia", zone: "example.org", user: "parley@loopiaapi", address: "dynamic" },
  });
  homeserver.federation = "matrix.example.org:443";
});
const apart = matrixrtcLike();

const content = (service: Service, path: string): string => {
  const found = service.files.find((one) => one.path === path);
  if (!found) throw new Error(`${service.name} has no ${path}`);
  return display(found.content);
};
const livekitConfig = (settings: MatrixrtcSettings) =>
  parse(content(serviceOf(matrixrtc(settings), "livekit"), "/etc/livekit/livekit.yaml"));

describe.each([
  ["at a name of its own", apart],
  ["at the homeserver's name", own],
])("services %s", (_, settings) => {
  const workload = matrixrtc(settings);

  test.each(workload.services)("$name is pinned, limited, unprivileged, read-only, probed and tried", (service) => {
    expect(service.image).toMatch(/^[\w./-]+:v?\d+\.\d+\.\d+$/);
    expect(service).toMatchObject({ readOnly: true, capabilities: [], replicas: 1, trial: { with: [] } });
    expect(service.user?.uid).toBeGreaterThan(0);
    expect(service.resources.memoryMiB).toBeGreaterThan(service.resources.reserve.memoryMiB);
    expect(service.resources.cpus).toBeGreaterThan(service.resources.reserve.cpus);
  });

  test("routes, media and flows name services and ports that exist", () => {
    const known = new Set([...workload.services.map(({ name }) => name), "internet", "edge"]);
    const named = workload.flows.flatMap(({ from, to }) => [from, to]);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
    for (const { service, port } of workload.routes)
      expect(serviceOf(workload, service).ports).toContainEqual(expect.objectContaining({ port, reach: "proxy" }));
    for (const { service, port, protocol } of workload.media)
      expect(serviceOf(workload, service).ports).toContainEqual(
        expect.objectContaining({ port, protocol, reach: "media" }),
      );
  });

  test("are found on different ports of their machine", () => {
    const published = workload.services.flatMap(({ ports }) => ports.map(({ port, published: at }) => at ?? port));
    expect(new Set(published).size).toBe(published.length);
  });

  test("notices are sentences", () => {
    for (const notice of workload.notices) expect(notice).toMatch(/^[A-Z].*\.$/);
    // test/e2e/matrixrtc.e2e.test.ts shows that it is so.
    expect(workload.notices.join()).toContain('`default_room_version: "11"`');
  });
});

describe("the one secret", () => {
  const workload = matrixrtc(apart);

  test("stands in two files, one for each who needs it, and in no environment", () => {
    const holders = workload.services.flatMap(({ name, files }) =>
      files.filter((one) => secretsIn(one.content).length > 0).map((one) => `${name} ${one.path}`),
    );
    expect(holders).toEqual(["lk-jwt-service /etc/lk-jwt-service/keys", "livekit /etc/livekit/keys.yaml"]);
    for (const { env } of workload.services)
      expect(Object.values(env).flatMap((value) => secretsIn(value))).toEqual([]);
    expect(workload.secrets.map(({ name }) => name)).toEqual(["livekitApiSecret"]);
  });

  test("is one line with one colon, which both understand, and readable for nobody else", () => {
    const release = composeRelease(workload, options);
    for (const [path, uid] of [
      ["config/livekit/etc/livekit/keys.yaml", 10_030],
      ["config/lk-jwt-service/etc/lk-jwt-service/keys", 10_033],
    ] as const) {
      const key = file(release, path);
      expect(display(key.content).replace("{{secret:livekitApiSecret}}", "SECRET")).toBe("parley: SECRET\n");
      expect(key).toMatchObject({ mode: 0o600, owner: { uid, gid: uid } });
    }
  });

  test("is LiveKit's, and signs what it tells lk-jwt-service", () => {
    const { key_file, webhook } = livekitConfig(apart);
    expect(key_file).toBe("/etc/livekit/keys.yaml");
    expect(webhook).toEqual({ api_key: "parley", urls: ["http://lk-jwt-service:8080/sfu_webhook"] });
  });
});

describe("LiveKit", () => {
  test("opens no room by itself, and has limits", () => {
    expect(livekitConfig(apart)).toMatchObject({
      room: { auto_create: false },
      limit: { num_tracks: 1600, bytes_per_sec: 1_000_000_000 },
    });
    const given = matrixrtcLike((_, section) => {
      section.livekit = { tracks: 7, megabytesPerSecond: 2, config: everyLivekitKey };
    });
    const config = livekitConfig(given);
    expect(config).toMatchObject(everyLivekitKey);
    expect(config).toMatchObject({ room: { auto_create: false }, limit: { num_tracks: 7, bytes_per_sec: 2_000_000 } });
  });

  test("is told a fixed address in its file, a changing one by a fact, and asks nobody", () => {
    expect(livekitConfig(apart).rtc).toEqual({
      ...{ use_external_ip: false, node_ip: "203.0.113.10" },
      ...{ tcp_port: 7881, udp_port: 7882 },
    });
    expect(envOf(serviceOf(matrixrtc(apart), "livekit"))).toEqual({});
    expect(livekitConfig(own).rtc).not.toHaveProperty("node_ip");
    expect(envOf(serviceOf(matrixrtc(own), "livekit"))).toEqual({ NODE_IP: "{{fact:publicAddress}}" });
  });

  test("may take its time to stop", () => {
    const patient = matrixrtcLike((_, section) => {
      section.livekit = { drain: 7200 };
    });
    expect(serviceOf(matrixrtc(patient), "livekit").stop.graceSeconds).toBe(7200);
  });
});

test("lk-jwt-service knows who may start calls, and does not bind by setting", () => {
  const env = (settings: MatrixrtcSettings) => envOf(serviceOf(matrixrtc(settings), "lk-jwt-service"));
  expect(env(apart)).toEqual({
    LIVEKIT_CS_API_URL_OVERRIDES: "example.org=https://matrix.example.org",
    LIVEKIT_FULL_ACCESS_HOMESERVERS: "example.org",
    LIVEKIT_KEY_FILE: "/etc/lk-jwt-service/keys",
    LIVEKIT_URL: "wss://call.example.org/livekit/sfu",
  });
  const two = matrixrtcLike((_, { homeserver }) => {
    homeserver.fullAccess = ["example.org", "school.example.org"];
  });
  expect(env(two).LIVEKIT_FULL_ACCESS_HOMESERVERS).toBe("example.org,school.example.org");
});

test("Element Call knows the homeserver", () => {
  expect(JSON.parse(content(serviceOf(matrixrtc(apart), "element-call"), "/app/config.json"))).toEqual({
    default_server_config: {
      "m.homeserver": { base_url: "https://matrix.example.org", server_name: "example.org" },
    },
    livekit: { livekit_service_url: "https://call.example.org/livekit/jwt" },
  });
});

test("prefixes are taken away before LiveKit and lk-jwt-service, and nowhere else", () => {
  expect(matrixrtc(own).routes.map(({ path, service, stripPrefix }) => [path, service, stripPrefix])).toEqual([
    ["/", "element-call", false],
    ["/livekit/jwt", "lk-jwt-service", true],
    ["/livekit/sfu", "livekit", true],
    ["/.well-known/matrix", "well-known", false],
  ]);
});

describe("what the homeserver has to say", () => {
  const text = (settings: MatrixrtcSettings, output: string) =>
    matrixrtc(settings).handovers.find((one) => one.output === output)?.text;
  const transport = { type: "livekit", livekit_service_url: "https://call.example.org/livekit/jwt" };

  test("is printed as its configuration reads it", () => {
    expect(parse(text(apart, "homeserverYaml") ?? "")).toEqual({
      experimental_features: { msc3266_enabled: true, msc4143_enabled: true, msc4222_enabled: true },
      max_event_delay_duration: "24h",
      rc_message: { per_second: 0.5, burst_count: 30 },
      rc_delayed_event_mgmt: { per_second: 1, burst_count: 20 },
      matrix_rtc: { transports: [transport] },
    });
  });

  test("is printed for its name, where somebody else serves that", () => {
    expect(JSON.parse(text(apart, "wellKnownClient") ?? "")).toEqual({
      "m.homeserver": { base_url: "https://matrix.example.org" },
      "org.matrix.msc4143.rtc_foci": [transport],
    });
    expect(matrixrtc(apart).services.map(({ name }) => name)).not.toContain("well-known");
  });

  test("is served where Element Call would answer in its place, with CORS", () => {
    expect(text(own, "wellKnownClient")).toBeUndefined();
    const block = content(serviceOf(matrixrtc(own), "well-known"), "/etc/nginx/conf.d/default.conf");
    expect(block).toContain("add_header Access-Control-Allow-Origin * always;");
    expect(block).toContain(`return 200 '{"m.server":"matrix.example.org:443"}';`);
    expect(block).toContain('"livekit_service_url":"https://example.org/livekit/jwt"');
  });
});
