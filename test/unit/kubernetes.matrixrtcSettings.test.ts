import { describe, expect, test } from "@jest/globals";
import { parseSettings } from "../../settings/parse";
import { clusterSettings, deployed, ownRtc, plainRtc } from "../support/cluster";
import { places } from "../support/matrixrtc";

type Overrides = Readonly<Record<string, unknown>>;

describe("one broken setting is named with its path, the problem and a remedy", () => {
  const problems = (kubernetes: Overrides, others: Overrides): string[] => {
    const raw = {
      ...{ platform: "kubernetes", domain: "meet.example.org" },
      ...others,
      kubernetes: { ingress: { tls: { issuer: "letsencrypt" } }, ...kubernetes },
    };
    const parsed = parseSettings(raw, { needCredentials: false });
    return "problems" in parsed ? parsed.problems.map((one) => `${one.path} ${one.problem} → ${one.remedy}`) : [];
  };
  const monitoring = { prometheusOperator: true };
  const livekit = (section: Overrides) => ({
    ...plainRtc,
    matrixrtc: { ...plainRtc.matrixrtc, livekit: section },
  });

  test.each<[string, Overrides, Overrides, RegExp]>([
    [
      "STUN",
      { media: { expose: "hostPort", stun: true } },
      plainRtc,
      /^parley:kubernetes\.media\.stun is not for LiveKit.* → .*nodeAddresses/,
    ],
    [
      "scaling by a load that LiveKit does not tell",
      { monitoring, bridges: { autoscale: { max: 4, stress: 0.5, participants: 50 } } },
      plainRtc,
      /^parley:kubernetes\.bridges\.autoscale\.stress has no effect.* → .*participants/,
    ],
    [
      "scaling by nothing",
      { monitoring, bridges: { autoscale: { max: 4 } } },
      plainRtc,
      /^parley:kubernetes\.bridges\.autoscale\.participants is missing/,
    ],
    [
      "scaling that nobody measures",
      { bridges: { autoscale: { max: 4, participants: 50 } } },
      plainRtc,
      /^parley:kubernetes\.bridges\.autoscale has nobody who reads/,
    ],
    [
      "Jitsi scaled by participants",
      { monitoring, bridges: { autoscale: { max: 4, participants: 50 } } },
      { service: "jitsi" },
      /^parley:kubernetes\.bridges\.autoscale\.participants has no effect with `service: jitsi`/,
    ],
    [
      "a region nowhere",
      { bridges: { regions: [places.europe, { name: "asia" }] } },
      plainRtc,
      /^parley:kubernetes\.bridges\.regions\[1\]\.location is missing.* → .*latitude/,
    ],
    [
      "a place for Jitsi",
      { bridges: { regions: [places.europe] } },
      { service: "jitsi" },
      /^parley:kubernetes\.bridges\.regions\[0\]\.location has no effect/,
    ],
    [
      "a place that is none",
      { bridges: { regions: [{ name: "europe", location: { latitude: 91, longitude: 0 } }] } },
      plainRtc,
      /^parley:kubernetes\.bridges\.regions\[0\]\.location\.latitude/,
    ],
    [
      "signalling's port among those of the LiveKits",
      { media: { address: "203.0.113.10", port: 7879 } },
      plainRtc,
      /^parley:kubernetes\.media\.port gives the LiveKits the ports 7879 to 7880, .* listens on 7880 →/,
    ],
    [
      "signalling's and the metrics' port among those of the LiveKits",
      { media: { address: "203.0.113.10", port: 6780 }, bridges: { count: 10 }, monitoring },
      plainRtc,
      /^parley:kubernetes\.media\.port gives the LiveKits the ports 6780 to 6789, .* listens on 6789 →/,
    ],
    [
      "signalling's port for media",
      {},
      livekit({ tcpPort: 7880 }),
      /^parley:matrixrtc\.livekit\.tcpPort is 7880, where LiveKit's signalling/,
    ],
    [
      "the metrics' port for media",
      { monitoring },
      livekit({ tcpPort: 6789 }),
      /^parley:matrixrtc\.livekit\.tcpPort is 6789, where LiveKit's metrics/,
    ],
    [
      "a port that is nobody's",
      { media: { port: 20_000 } },
      plainRtc,
      /^parley:kubernetes\.media\.port has no effect.* → .*matrixrtc\.livekit\.udpPort/,
    ],
    [
      "ports beyond the last",
      { media: { address: "203.0.113.10" } },
      livekit({ udpPort: 65_535 }),
      /^parley:kubernetes\.media\.port 2 bridges would need the ports 65535 to 65536/,
    ],
    [
      "an image of a Redis that is nowhere",
      { bridges: { count: 1 } },
      { ...plainRtc, matrixrtc: { ...plainRtc.matrixrtc, images: { redis: "registry.example.org/redis:7" } } },
      /^parley:matrixrtc\.images\.redis has no effect: one LiveKit alone/,
    ],
    ["a recorder", {}, { ...plainRtc, recording: { directory: "/r" } }, /^parley:recording has no effect/],
  ])("%s", (_, kubernetes, others, expected) => {
    expect(problems(kubernetes, others)).toEqual([expect.stringMatching(expected)]);
  });

  test("all at once", () => {
    const media = { expose: "hostPort", stun: true };
    const bridges = { regions: [{ name: "asia" }], autoscale: { max: 3, stress: 0.5 } };
    expect(problems({ media, bridges }, livekit({ tcpPort: 7880 }))).toHaveLength(6);
  });

  test("no public address is asked for, and the ports of a machine do not meet those of a pod", () => {
    const matrixrtc = { ...plainRtc.matrixrtc, ports: { call: 7881, jwt: 7881 } };
    expect(problems({}, { ...plainRtc, matrixrtc })).toEqual([]);
    expect(problems({ monitoring: {} }, livekit({ tcpPort: 6789 }))).toEqual([]);
    const images = { redis: "registry.example.org/redis:7" };
    expect(problems({}, { ...plainRtc, matrixrtc: { ...plainRtc.matrixrtc, images } })).toEqual([]);
  });
});

describe("what an operator is told", () => {
  const said = (kubernetes: Overrides = {}, others: Overrides = plainRtc) =>
    deployed(clusterSettings(kubernetes, others)).notices.join("\n");

  test("of settings without effect", () => {
    const media = { expose: "nodePort" };
    const found = said(
      { media, storageClass: "fast", storage: { recordings: "1Gi" }, bridges: { drainMinutes: 5 } },
      {
        ...plainRtc,
        matrixrtc: { ...plainRtc.matrixrtc, ports: { jwt: 9000 }, livekit: { udpPort: 7000, tcpPort: 7001 } },
      },
    );
    for (const path of ["matrixrtc.ports", "matrixrtc.livekit.udpPort", "matrixrtc.livekit.tcpPort"])
      expect(found).toContain(`\`${path}\` has no effect on Kubernetes: `);
    for (const path of ["bridges.drainMinutes", "storage", "storageClass"])
      expect(found).toContain(`\`kubernetes.${path}\` has no effect with \`service: matrixrtc\`: `);
    expect(said()).not.toContain("has no effect");
    const own = { ...ownRtc, matrixrtc: { synapse: { directory: "/srv/homeserver" } } };
    const without = said({ storageClass: "fast", storage: { homeserver: "1Gi", recordings: "1Gi" } }, own);
    expect(without).toContain("`matrixrtc.synapse.directory` has no effect on Kubernetes: ");
    expect(without).toContain("`kubernetes.storage.recordings` has no effect with `service: matrixrtc`: ");
    expect(without.match(/has no effect/g)).toHaveLength(2);
    // It is the first port there.
    const behind = { ...plainRtc, matrixrtc: { ...plainRtc.matrixrtc, livekit: { udpPort: 7000 } } };
    expect(said({ media: { address: "203.0.113.10" } }, behind)).not.toContain("has no effect");
  });

  test("of one LiveKit, and how long an update may last", () => {
    const slow = { ...plainRtc, matrixrtc: { ...plainRtc.matrixrtc, livekit: { drain: 1800 } } };
    expect(said({ bridges: { count: 1 } }, slow)).toMatch(
      /With one LiveKit, an update drops calls.*after 30 minutes.*`kubernetes\.bridges\.count: 2`.*restarts the one/,
    );
    expect(said({ bridges: { count: 1, regions: [places.europe, places.asia] } })).not.toContain("drops calls");
    expect(said({ bridges: { count: 3 } }, slow)).toContain(
      "each may wait 30 minutes for its calls: `up` may last 90 minutes.",
    );
  });

  test("of what nothing guards on the nodes' network", () => {
    const onNodes = { media: { expose: "hostNetwork" }, networkPolicies: { nodeNetworks: ["10.0.0.0/24"] } };
    expect(said(onNodes)).toMatch(/no policy guards LiveKit's signalling.*TCP 7880\): let/);
    expect(said({ ...onNodes, monitoring: { prometheusOperator: true } })).toContain("and its metrics (TCP 6789)");
    expect(said()).not.toContain("no policy guards");
  });

  test("of Redis, of regions, of one address, of load balancers", () => {
    expect(said()).toMatch(/Redis alone knows/);
    expect(said()).toMatch(/takes UDP and TCP by one Service of type LoadBalancer/);
    expect(said({ bridges: { count: 1 } })).not.toContain("Redis");
    expect(said({ bridges: { regions: [places.europe] } })).toMatch(/A call is in the region of the LiveKit/);
    expect(said({ media: { address: "203.0.113.10" } })).toMatch(/LiveKit can advertise one address/);
  });
});
