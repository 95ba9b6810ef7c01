import { describe, expect, test } from "@jest/globals";
import { parseSettings } from "../../settings/parse";
import { clusterSettings, deployed } from "../support/cluster";
import { deploymentOf } from "../support/planned";
import { rawOf, stackFiles } from "../support/stackFiles";

type Overrides = Readonly<Record<string, unknown>>;

const problems = (kubernetes: Overrides, others: Overrides = {}): string[] => {
  const raw = {
    ...{ service: "jitsi", platform: "kubernetes", domain: "meet.example.org" },
    ...others,
    kubernetes: { ingress: { tls: { issuer: "letsencrypt" } }, ...kubernetes },
  };
  const parsed = parseSettings(raw, { needCredentials: false });
  return "problems" in parsed ? parsed.problems.map((one) => `${one.path} ${one.problem} → ${one.remedy}`) : [];
};

describe("one broken setting is named with its path, the problem and a remedy", () => {
  const edge = { host: "172.16.10.1", interface: "eth0" };
  const dns = { provider: "loopia", zone: "example.org", user: "a", address: "dynamic" };
  test.each<[string, Overrides, Overrides, RegExp]>([
    ["no certificate", { ingress: {} }, {}, /^parley:kubernetes\.ingress\.tls names no certificate/],
    ["two certificates", { ingress: { tls: { issuer: "a", secret: "b" } } }, {}, /\.tls has both/],
    [
      "a Gateway without a kind",
      { ingress: { gateway: { name: "a" }, tls: { secret: "b" } } },
      {},
      /\.gateway has no effect with `kind: nginx`/,
    ],
    [
      "neither Gateway nor class",
      { ingress: { kind: "gateway", tls: { secret: "b" } } },
      {},
      /ingress has neither a Gateway/,
    ],
    [
      "a certificate for a Gateway of one's own",
      { ingress: { kind: "gateway", gateway: { name: "a" }, tls: { secret: "b" } } },
      {},
      /\.tls has no effect/,
    ],
    [
      "a NAT before ports of nodes",
      { media: { expose: "hostPort", address: "203.0.113.10" } },
      {},
      /media\.address has no effect/,
    ],
    ["a port that is nobody's", { media: { port: 20_000 } }, {}, /media\.port has no effect/],
    [
      "a NodePort that is none",
      { media: { expose: "nodePort", port: 10_000 } },
      {},
      /media\.port 2 bridges would need the ports 10000 to 10001/,
    ],
    [
      "NodePorts beyond the last",
      { media: { expose: "nodePort", port: 32_760 }, bridges: { count: 20 } },
      {},
      /32760 to 32779 → .*32767/,
    ],
    ["STUN for a known address", { media: { stun: true } }, {}, /media\.stun has no effect/],
    [
      "nodes' addresses for a load balancer",
      { media: { nodeAddresses: { a: "203.0.113.9" } } },
      {},
      /nodeAddresses has no effect with `expose: loadBalancer`/,
    ],
    [
      "nodes' addresses beside a NAT's",
      { media: { expose: "nodePort", address: "203.0.113.10", nodeAddresses: { a: "203.0.113.9" } } },
      {},
      /nodeAddresses is set beside/,
    ],
    [
      "nodes' addresses beside STUN",
      { media: { expose: "hostPort", stun: true, nodeAddresses: { a: "203.0.113.9" } } },
      {},
      /stun is set beside/,
    ],
    ["the nodes' network without its addresses", { media: { expose: "hostNetwork" } }, {}, /nodeNetworks is empty/],
    [
      "a ceiling below the floor",
      { bridges: { count: 4, autoscale: { max: 4 } }, monitoring: { prometheusOperator: true } },
      {},
      /autoscale\.max is not above the 4/,
    ],
    ["scaling that nobody measures", { bridges: { autoscale: { max: 4 } } }, {}, /autoscale has nobody who reads/],
    ["an update of all bridges", { bridges: { updateAtOnce: 2 } }, {}, /updateAtOnce leaves none of 2 bridges/],
    ["a region twice", { bridges: { regions: [{ name: "a" }, { name: "a" }] } }, {}, /regions names a region twice/],
    [
      "a forward without a host",
      { media: { address: "203.0.113.10", forwardTo: "10.0.0.5" } },
      {},
      /forwardTo needs the host/,
    ],
    [
      "a forward without an address",
      { media: { forwardTo: "10.0.0.5" } },
      { edge },
      /forwardTo needs the public address/,
    ],
    ["a dynamic record that nobody follows", {}, { dns }, /^parley:dns\.address cannot be `dynamic` without an edge/],
    [
      "two keepers of one record",
      { externalDns: true },
      { dns: { ...dns, address: "203.0.113.10" } },
      /^parley:dns\.provider and/,
    ],
    [
      "two kubeconfigs",
      { kubeconfig: "a" },
      { credentials: { kubeconfig: { secure: "x" } } },
      /kubeconfig is set beside/,
    ],
    [
      "another platform's section",
      {},
      { host: { address: "localhost" } },
      /^parley:host has no effect with `platform: kubernetes`/,
    ],
    ["a size that is none", { storage: { recordings: "50" } }, {}, /storage\.recordings is not an amount/],
    ["a bad region", { bridges: { regions: [{ name: "EU" }] } }, {}, /regions\[0\]\.name is not the name of a region/],
    ["a typo", { ingres: {} }, {}, /kubernetes\.ingres is not a setting → did you mean `ingress`\?/],
  ])("%s", (_, kubernetes, others, expected) => {
    const found = problems(kubernetes, others);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });
});

test("nine mistakes are named in one go", () => {
  const found = problems({
    ...{ ingress: {}, media: { expose: "hostNetwork", address: "203.0.113.10" } },
    ...{ bridges: { count: 4, autoscale: { max: 3 } }, namespace: "Meet", storageClasss: "a", priorityClass: "A B" },
    storage: { etherpad: 1 },
  });
  expect(found).toHaveLength(9);
});

/** But for what test/unit/homeserver.settings.test.ts and matrixrtc.turn.settings.test.ts see refused there. */
const refusedThere = ["examples/matrixrtc-homeserver.yaml", "examples/matrixrtc-proxmox-turn.yaml"];
const onMachines = stackFiles.filter((file) => rawOf(file).platform !== "kubernetes" && !refusedThere.includes(file));
test.each(onMachines)("%s goes to a cluster when `platform` and its section change, and nothing else", (file) => {
  const there = deploymentOf(file);
  const here = deploymentOf(file, (raw) => {
    Object.assign(raw, { platform: "kubernetes", kubernetes: { ingress: { tls: { issuer: "letsencrypt" } } } });
    delete raw.proxmox;
    delete raw.host;
    if (raw.credentials) raw.credentials = {};
  });
  // Two LiveKits want a Redis, with a password.
  const images = ({ workload }: typeof here) =>
    workload.services.filter(({ name }) => name !== "redis").map(({ name, image }) => `${name} ${image}`);
  expect(images(here)).toEqual(images(there));
  expect(here.secrets.filter(({ name }) => name !== "redisPassword")).toEqual(there.secrets);
  expect(here.outputs.url).toBe(there.outputs.url);
  expect(here.cluster.objects.length).toBeGreaterThan(20);
});

test("a setting without effect is said", () => {
  const { notices } = deployed(
    clusterSettings(
      { storage: { homeserver: "1Gi" } },
      {
        jitsi: { webPort: 8001, recordingsMount: "/r" },
        recording: { directory: "/srv/r" },
        ssh: { user: "me" },
        edge: { host: "172.16.10.1", interface: "eth0" },
      },
    ),
  );
  for (const path of ["jitsi.webPort", "jitsi.recordingsMount", "recording.directory", "ssh", "edge"]) {
    expect(notices.filter((one) => one.startsWith(`\`${path}\` has no effect on Kubernetes: `))).toHaveLength(1);
  }
  expect(notices.join()).toContain("`kubernetes.storage.homeserver` has no effect with `service: jitsi`: ");
  expect(deployed(clusterSettings()).notices.join()).not.toContain("has no effect");
});

test("whoever has one bridge is told what an update does, and what to do", () => {
  const said = (bridges: object) => deployed(clusterSettings({ bridges })).notices.join("\n");
  expect(said({ count: 1, drainMinutes: 20 })).toMatch(
    /drops conferences.*after 20 minutes.*`kubernetes\.bridges\.count: 2`/,
  );
  expect(said({ count: 1, drainMinutes: 0 })).toContain("drops conferences");
  expect(said({ count: 2 })).not.toContain("drops conferences");
});

test("how long an update may last is said for the longest", () => {
  const said = (bridges: object) =>
    /may last ([^.]*)\./.exec(deployed(clusterSettings({ bridges })).notices.join())?.[1];
  expect(said({ count: 4, drainMinutes: 20 })).toBe("80 minutes");
  expect(said({ count: 9, drainMinutes: 60, updateAtOnce: 4 })).toBe("3 hours");
  expect(said({ count: 4, drainMinutes: 0 })).toBeUndefined();
});
