import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { INetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import type { KubernetesSettings } from "../../settings/settings";
import type { Flow } from "../../workloads/model";
import {
  clusterSettings,
  deployed,
  everyPart,
  everyRtc,
  ownRtc,
  plainRtc,
  read,
  templates,
  ways,
  workloadOf,
} from "../support/cluster";
import { allowed, type Peer } from "../support/networkPolicy";

const monitor: Peer = {
  address: "10.244.9.1",
  pod: { namespace: "monitoring", labels: { "app.kubernetes.io/name": "prometheus" } },
};
const controller: Peer = { address: "10.244.9.2", pod: { namespace: "ingress-nginx", labels: { any: "thing" } } };
const dns: Peer = { address: "10.244.9.3", pod: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } } };
const stranger: Peer = { address: "10.244.9.4", pod: { namespace: "default", labels: { app: "else" } } };
const internet: Peer = { address: "198.51.100.7" };

/** A cluster with one pod of each service, and others around. */
function world(settings: KubernetesSettings) {
  const { objects } = deployed(settings);
  const policies = objects
    .filter(({ manifest }) => manifest.kind === "NetworkPolicy")
    .map((object) => read<INetworkPolicy>(object));
  const onNodes = settings.kubernetes.media.expose === "hostNetwork";
  const pods = new Map(
    templates(objects).map(({ id, namespace, template }, i): [string, Peer] => {
      const labels = template.metadata?.labels ?? {};
      const name = labels["app.kubernetes.io/name"] ?? "";
      // On the nodes' network a pod is nobody to a policy: it has the node's address, and no policy holds for it.
      return onNodes && id.startsWith("statefulset/")
        ? [name, { address: `10.0.0.${i + 1}` }]
        : [name, { address: `10.244.1.${i + 1}`, pod: { namespace, labels } }];
    }),
  );
  const peers: Record<string, Peer> = { ...Object.fromEntries(pods), internet, edge: controller };
  return { policies, pods, peers, workload: workloadOf(settings) };
}

const upper = { tcp: "TCP", udp: "UDP" } as const;

const settings = fc
  .record({
    way: fc.constantFrom(...ways.map(([, way]) => way)),
    others: fc.constantFrom<Readonly<Record<string, unknown>>>({}, everyPart, plainRtc, everyRtc, ownRtc),
    monitored: fc.boolean(),
    count: fc.constantFrom(1, 3),
    regions: fc.boolean(),
  })
  .map(({ way, others, monitored, count, regions }) => {
    const location = others.service === "matrixrtc" ? { location: { latitude: 1, longitude: 2 } } : {};
    const both = [
      { name: "europe", ...location },
      { name: "asia", ...location },
    ];
    return clusterSettings(
      {
        ...way,
        monitoring: { prometheusOperator: monitored },
        bridges: { count, ...(regions ? { regions: both } : {}) },
      },
      others,
    );
  });

test("every flow that is declared gets through", () => {
  fc.assert(
    fc.property(settings, (of) => {
      const { policies, peers, workload } = world(of);
      for (const { from, to, port, endPort, protocol } of workload.flows) {
        if (from === "internet" && to === "edge") continue;
        const [source, target] = [peers[from], peers[to]];
        if (!source || !target) throw new Error(`${from} or ${to} is nobody`);
        for (const one of [port, endPort ?? port]) {
          // A service calls itself in another pod.
          const open = allowed(policies, source, target, one, upper[protocol]);
          expect({ from, to, port: one, open }).toEqual({ from, to, port: one, open: true });
        }
      }
    }),
    { numRuns: 80 },
  );
});

test("nothing else gets through, whoever asks on whatever port", () => {
  fc.assert(
    fc.property(settings, (of) => {
      const { policies, pods, peers, workload } = world(of);
      const declared = (from: string, to: string, port: number, protocol: Flow["protocol"]) =>
        workload.flows.some(
          (flow) =>
            flow.from === from &&
            flow.to === to &&
            flow.protocol === protocol &&
            port >= flow.port &&
            port <= (flow.endPort ?? flow.port),
        );
      const ports = [...new Set(workload.flows.map(({ port }) => port)), 22, 2222, 3333, 8080, 8888, 9090, 5347, 5269];
      const wrong: unknown[] = [];
      for (const [from, source] of Object.entries(peers)) {
        for (const [to, target] of pods) {
          // Outside the reach of policies: the cluster's network does not see it as a pod.
          if (!target.pod) continue;
          for (const port of ports) {
            for (const protocol of ["tcp", "udp"] as const) {
              // What is open to the internet is open to whoever no policy of ours holds back.
              const anywhere = !peers[from]?.pod || !pods.has(from) || declared(from, "internet", port, protocol);
              const expected =
                declared(from, to, port, protocol) || (declared("internet", to, port, protocol) && anywhere);
              const open = allowed(policies, source, target, port, upper[protocol]);
              if (open !== expected) wrong.push({ from, to, port, protocol, open });
            }
          }
        }
      }
      expect(wrong).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test("metrics are for the monitor alone, and only when there is one", () => {
  for (const [, way] of ways) {
    for (const prometheusOperator of [true, false]) {
      const { policies, pods, workload } = world(clusterSettings({ ...way, monitoring: { prometheusOperator } }));
      for (const [name, port] of [
        ["jvb", 8080],
        ["jicofo", 8888],
        ["prosody", 5280],
      ] as const) {
        const target = pods.get(name);
        if (!target?.pod) continue;
        expect(allowed(policies, monitor, target, port, "TCP")).toBe(prometheusOperator);
        for (const other of [stranger, controller, internet, dns])
          expect(allowed(policies, other, target, port, "TCP")).toBe(false);
        expect(workload.services.find((one) => one.name === name)?.metrics !== undefined).toBe(prometheusOperator);
      }
    }
  }
});

test("every pod may look up names, and nobody else in the cluster is reached", () => {
  const { policies, pods } = world(
    clusterSettings({ networkPolicies: { dnsAddresses: ["169.254.20.10"] } }, everyPart),
  );
  for (const [name, pod] of pods) {
    for (const protocol of ["UDP", "TCP"] as const) {
      expect(allowed(policies, pod, dns, 53, protocol)).toBe(true);
      expect(allowed(policies, pod, { address: "169.254.20.10" }, 53, protocol)).toBe(true);
    }
    expect({ name, open: allowed(policies, pod, internet, 53, "UDP") }).toEqual({ name, open: false });
    expect({ name, open: allowed(policies, pod, { address: "10.96.0.1" }, 6443, "TCP") }).toEqual({
      name,
      open: false,
    });
    expect(allowed(policies, stranger, pod, 8000, "TCP")).toBe(false);
  }
});

test("a bridge may ask the STUN server exactly where it is told to", () => {
  for (const stun of [true, false]) {
    const { policies, pods } = world(clusterSettings({ media: { expose: "hostPort", stun } }));
    expect(allowed(policies, pods.get("jvb") ?? stranger, internet, 443, "UDP")).toBe(stun);
  }
});

test("Prosody asks whom its options name, on that port, and nobody else", () => {
  const config = {
    main: { cache_keys_url: "https://login.example.org/realms/main/certs", motd: "see https, and http://" },
    muc: { reservations: { api: ["http://rooms.example.org:8081/a", "http://rooms.example.org:8081/b"] } },
  };
  const open = (prosody: object) => {
    const { policies, pods, workload } = world(clusterSettings({}, { jitsi: { prosody } }));
    const titles = workload.flows.filter(({ from }) => from === "prosody").map(({ title }) => title);
    const ports = [80, 443, 8081].filter((port) =>
      allowed(policies, pods.get("prosody") ?? stranger, internet, port, "TCP"),
    );
    return { titles, ports };
  };
  expect(open({ config })).toEqual({
    titles: ["HTTPS to login.example.org", "HTTP to rooms.example.org"],
    ports: [443, 8081],
  });
  expect(open({})).toEqual({ titles: [], ports: [] });
});

test("the proxies beside a Gateway of ours reach the web server, and Jibri reaches them; nobody carries their label else", () => {
  const proxy: Peer = {
    address: "10.244.9.5",
    pod: { namespace: "meet-example-org", labels: { "gateway.networking.k8s.io/gateway-name": "web" } },
  };
  const elsewhere: Peer = { ...proxy, pod: { namespace: "default", labels: proxy.pod?.labels ?? {} } };
  const reached = (ingress: object) => {
    const { policies, pods } = world(clusterSettings({ ingress }, everyPart));
    const [web, jibri] = [pods.get("web") ?? stranger, pods.get("jibri") ?? stranger];
    expect(allowed(policies, elsewhere, web, 8000, "TCP")).toBe(false);
    return [allowed(policies, proxy, web, 8000, "TCP"), allowed(policies, jibri, proxy, 8443, "TCP")];
  };
  expect(reached({ kind: "gateway", class: "envoy", tls: { issuer: "letsencrypt" } })).toEqual([true, true]);
  expect(reached({ kind: "gateway", gateway: { name: "public", namespace: "gateway" } })).toEqual([false, false]);
});

test("LiveKit's metrics are for the monitor alone, and its Redis for LiveKit alone", () => {
  for (const [, way] of ways) {
    for (const prometheusOperator of [true, false]) {
      const { policies, pods } = world(clusterSettings({ ...way, monitoring: { prometheusOperator } }, everyRtc));
      const [livekit, redis] = [pods.get("livekit") ?? stranger, pods.get("redis") ?? stranger];
      for (const [name, pod] of [...pods, ["internet", internet] as const, ["monitor", monitor] as const])
        expect([name, allowed(policies, pod, redis, 6379, "TCP")]).toEqual([name, name === "livekit"]);
      if (!livekit.pod) continue;
      expect(allowed(policies, monitor, livekit, 6789, "TCP")).toBe(prometheusOperator);
      for (const other of [stranger, controller, internet, dns])
        expect(allowed(policies, other, livekit, 6789, "TCP")).toBe(false);
    }
  }
});

test("the way in reaches LiveKit also in the nodes' namespace, past the controller's own proxies", () => {
  const proxy: Peer = {
    address: "10.244.9.5",
    pod: { namespace: "meet-example-org", labels: { "gateway.networking.k8s.io/gateway-name": "web" } },
  };
  const ingress = { kind: "gateway", class: "envoy", tls: { issuer: "letsencrypt" } };
  const { policies, pods } = world(clusterSettings({ ingress, media: { expose: "hostPort" } }, everyRtc));
  const livekit = pods.get("livekit") ?? stranger;
  expect(livekit.pod?.namespace).toBe("meet-example-org-media");
  expect(allowed(policies, proxy, livekit, 7880, "TCP")).toBe(true);
  const imposter = { ...proxy, pod: { namespace: "meet-example-org-media", labels: proxy.pod?.labels ?? {} } };
  expect(allowed(policies, imposter, livekit, 7880, "TCP")).toBe(false);
});
