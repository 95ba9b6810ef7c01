import { describe, expect, test } from "@jest/globals";
import { type DeclaredPods, drift, type RunningPod } from "../../components/kubernetes/drift";
import { balancerAddress } from "../../components/kubernetes/status";
import type { Get } from "../../provider/cluster/access";
import { clusterFacts } from "../../provider/cluster/facts";
import { occupied } from "../../provider/cluster/occupied";
import { type ClusterFacts, clusterProblems, objectKey } from "../../provider/cluster/problems";
import type { Requirement } from "../../provider/cluster/requirement";
import { clusterSettings, deployed, everyPart } from "../support/cluster";

const { requirements } = deployed(
  clusterSettings(
    {
      ingress: { kind: "gateway", class: "traefik", tls: { issuer: "letsencrypt" } },
      media: { expose: "hostPort", nodeSelector: { pool: "media" } },
      bridges: { count: 2, autoscale: { max: 4 } },
      monitoring: { prometheusOperator: true },
      priorityClass: "conferences",
    },
    everyPart,
  ),
);

const nodes = (...all: Readonly<Record<string, string>>[]) =>
  all.map((labels, i) => ({ name: `worker-${i + 1}`, labels }));

/** A cluster that has all of that. */
function complete(wanted: readonly Requirement[]): ClusterFacts {
  const kinds: Record<string, string[]> = {};
  for (const one of wanted)
    if ("apiVersion" in one) kinds[one.apiVersion] = [...(kinds[one.apiVersion] ?? []), one.kind];
  return {
    version: { major: 1, minor: 34 },
    kinds,
    groups: ["apps", "custom.metrics.k8s.io"],
    objects: wanted.flatMap((one) => (one.need === "object" ? [objectKey(one)] : [])),
    hasDefaultStorageClass: true,
    namespaces: {},
    nodes: nodes({ pool: "media" }, { pool: "media" }, {}),
  };
}

const has = complete(requirements);
const problems = (change: Partial<ClusterFacts>) =>
  clusterProblems(requirements, { ...has, ...change }).map(({ problem, remedy }) => `${problem} → ${remedy}`);
const without = (text: string) => has.objects.filter((key) => !key.includes(text));

describe("a cluster", () => {
  test("that has everything passes", () => expect(problems({})).toEqual([]));

  test.each<[string, Partial<ClusterFacts>, RegExp]>([
    ["an old version", { version: { major: 1, minor: 27 } }, /is Kubernetes 1\.27 → .*1\.28/],
    [
      "the Gateway API",
      { kinds: { ...has.kinds, "gateway.networking.k8s.io/v1": ["GatewayClass"] } },
      /does not know Gateway .* → install the CRDs/,
    ],
    ["a GatewayClass", { objects: without("GatewayClass") }, /has no GatewayClass traefik → .*ingress\.class/],
    ["an issuer", { objects: without("ClusterIssuer") }, /has no ClusterIssuer letsencrypt → .*cert-manager/],
    [
      "the Prometheus Operator",
      { kinds: { ...has.kinds, "monitoring.coreos.com/v1": [] } },
      /does not know PodMonitor .* → install the Prometheus Operator/,
    ],
    ["a metrics adapter", { groups: ["apps"] }, /serves no custom\.metrics\.k8s\.io.* → .*prometheus-adapter/],
    ["a default StorageClass", { hasDefaultStorageClass: false }, /has no default StorageClass → .*storageClass/],
    ["a PriorityClass", { objects: without("PriorityClass") }, /has no PriorityClass conferences/],
    ["nodes for the bridges", { nodes: nodes({ pool: "media" }, {}, {}) }, /has 1 nodes for 2 bridges.*pool=media/],
    [
      "a free namespace",
      { namespaces: { "meet-example-org": { "pod-security.kubernetes.io/enforce": "privileged" } } },
      /has a namespace meet-example-org that is not this environment's \(Pod Security privileged\) → .*kubernetes\.namespace/,
    ],
  ])("without %s is told so, with a remedy", (_, change, expected) => {
    const found = problems(change);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatch(expected);
  });

  test("with nodes whose address nobody told is told so, each by name, where bridges may run", () => {
    const media = {
      expose: "nodePort",
      nodeSelector: { pool: "media" },
      nodeAddresses: { "worker-1": "203.0.113.21" },
    };
    const wanted = deployed(clusterSettings({ media })).requirements;
    const said = (...labels: Readonly<Record<string, string>>[]) =>
      clusterProblems(wanted, { ...complete(wanted), nodes: nodes(...labels) }).map(({ problem }) => problem);
    expect(said({ pool: "media" }, {}, {})).toEqual([]);
    const [second, third, ...more] = said({ pool: "media" }, { pool: "media" }, { pool: "media" });
    expect([second, third]).toEqual([
      expect.stringContaining("node worker-2"),
      expect.stringContaining("node worker-3"),
    ]);
    expect(more).toEqual([]);
    const known = {
      ...complete(wanted),
      nodes: [{ name: "w", labels: { pool: "media" }, externalAddress: "203.0.113.22" }],
    };
    expect(clusterProblems(wanted, known)[0]?.remedy).toContain("add `w: 203.0.113.22`");
  });

  test("tells of each node that takes pods its name and its public address", async () => {
    const addresses = [
      { type: "InternalIP", address: "10.0.0.7" },
      { type: "ExternalIP", address: "2001:db8::1" },
      { type: "ExternalIP", address: "203.0.113.22" },
    ];
    const answers: Readonly<Record<string, unknown>> = {
      "/version": { major: "1", minor: "34" },
      "/apis": { groups: [] },
      "/api/v1/nodes": {
        items: [
          { metadata: { name: "a", labels: { pool: "media" } }, status: { addresses } },
          { metadata: { name: "b" }, spec: { unschedulable: true } },
          { metadata: { name: "c" } },
        ],
      },
    };
    const facts = await clusterFacts(async (path) => answers[path], [{ need: "nodeNames", names: [], labels: {} }]);
    expect(facts.nodes).toEqual([
      { name: "a", labels: { pool: "media" }, externalAddress: "203.0.113.22" },
      { name: "c", labels: {} },
    ]);
  });

  test("that would ignore how many bridges are updated at once is told so", () => {
    const wanted = deployed(clusterSettings({ bridges: { count: 4, updateAtOnce: 2 } })).requirements;
    const [found, ...more] = clusterProblems(wanted, { ...complete(wanted), version: { major: 1, minor: 36 } });
    expect([found?.remedy, more]).toEqual(["Parley needs 1.37 or newer", []]);
  });

  test("with its own namespace from the last time passes", () => {
    const labels = { "app.kubernetes.io/managed-by": "parley", "app.kubernetes.io/instance": "meet-example-org" };
    expect(problems({ namespaces: { "meet-example-org": labels } })).toEqual([]);
    expect(
      problems({ namespaces: { "meet-example-org": { ...labels, "app.kubernetes.io/instance": "x" } } }),
    ).toHaveLength(1);
  });

  test("that has nothing is told all of it at once", () => {
    const none: ClusterFacts = {
      ...{ version: { major: 1, minor: 20 }, kinds: {}, groups: [], objects: [], hasDefaultStorageClass: false },
      ...{ namespaces: {}, nodes: [] },
    };
    expect(clusterProblems(requirements, none).length).toBeGreaterThan(15);
  });
});

describe("running pods", () => {
  const declared: DeclaredPods = {
    ...{ namespace: "meet", id: "deployment/web", selector: { app: "web" }, config: "abc", image: "web:1" },
    files: { "/config/custom-config.js": "a" },
  };
  const pod: RunningPod = { ...declared, name: "web-1", labels: { app: "web", x: "y" }, ending: false };
  const found = (...pods: Partial<RunningPod>[]) =>
    drift(
      [declared],
      pods.map((change) => ({ ...pod, ...change })),
    ).map(({ problem }) => problem);

  test("that have what was declared pass, and one that ends does not count", () => {
    expect(found({})).toEqual([]);
    expect(found({}, { config: "old", ending: true })).toEqual([]);
  });
  test("that do not are named", () => {
    expect(found()).toEqual(["deployment/web has no running pod"]);
    expect(found({ files: {} })).toEqual(["web-1 does not have /config/custom-config.js"]);
    expect(found({ files: { "/config/custom-config.js": "b" } })).toEqual([
      "web-1 has another /config/custom-config.js than was declared",
    ]);
    expect(found({ files: { ...declared.files, "/x.lua": "" } })).toEqual(["web-1 has /x.lua, which nobody declared"]);
    expect(found({ config: "old" })).toEqual(["web-1 was made for other files or secrets"]);
    expect(found({ image: "web:2" })).toEqual(["web-1 runs web:2 in place of web:1"]);
    expect(found({ namespace: "other" })).toEqual(["deployment/web has no running pod"]);
  });
});

test("a load balancer without an IPv4 address is an error that says what to do", () => {
  expect(
    balancerAddress("service/jvb-0", { loadBalancer: { ingress: [{ ip: "2001:db8::1" }, { ip: "203.0.113.80" }] } }),
  ).toBe("203.0.113.80");
  expect(() =>
    balancerAddress("service/jvb-0", { loadBalancer: { ingress: [{ hostname: "a.elb.example" }] } }),
  ).toThrow(/service jvb-0 the name a\.elb\.example and no IPv4.*expose/);
  expect(() => balancerAddress("service/jvb-0", undefined)).toThrow(/no address/);
});

describe("a stack that has made nothing yet", () => {
  const asked: string[] = [];
  const cluster =
    (running: Readonly<Record<string, readonly string[]>>): Get =>
    async (path) => {
      asked.push(path);
      const names = Object.entries(running).find(([where]) =>
        path.startsWith(`/apis/apps/v1/namespaces/${where}?`),
      )?.[1];
      return names && { items: names.map((name) => ({ metadata: { name } })) };
    };

  test("takes up a namespace in which nothing runs", async () => {
    expect(await occupied(cluster({}), requirements)).toEqual([]);
    expect(
      await occupied(
        cluster({ "meet-example-org/deployments": [], "meet-example-org/statefulsets": [] }),
        requirements,
      ),
    ).toEqual([]);
    expect(asked[0]).toContain(
      encodeURIComponent("app.kubernetes.io/managed-by=parley,app.kubernetes.io/instance=meet-example-org"),
    );
  });

  test("is refused what another stack runs, in every namespace", async () => {
    const running = {
      "meet-example-org/deployments": ["web", "jicofo"],
      "meet-example-org-media/statefulsets": ["jvb"],
    };
    expect(await occupied(cluster(running), requirements)).toEqual([
      {
        problem: expect.stringContaining("has not made: jicofo, web"),
        remedy: expect.stringContaining("destroy that first"),
      },
      { problem: expect.stringContaining("namespace meet-example-org-media of"), remedy: expect.any(String) },
    ]);
  });
});
