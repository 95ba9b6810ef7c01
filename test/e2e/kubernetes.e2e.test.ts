/** Jitsi in a real API server: what a change touches, what a failure says, what a person's hand changed. */
import type { ProgramStack } from "../../lab/stack/programStack";
import type { Operation } from "../../lab/stack/scratchStack";
import { eventually } from "../../lab/world/wait";
import { changed, example, TestCluster, touched } from "./kubernetes/clusterStack";

jest.setTimeout(20 * 60_000);

let cluster: TestCluster;
let stack: ProgramStack;

const { kubernetes, ...rest } = example("jitsi-kubernetes.yaml");
const quick = {
  bridges: { count: 1, drainMinutes: 0 },
  monitoring: { prometheusOperator: true },
  readySeconds: 30,
};
const settings = { ...rest, kubernetes: { ...(kubernetes as object), ...quick } };

beforeAll(async () => {
  cluster = await TestCluster.start();
  stack = await cluster.program(settings);
});
afterAll(async () => {
  stack?.dispose();
  await cluster?.stop();
});

const namespace = "--namespace=meet-example-org";
const inside = (...args: string[]) => cluster.cluster.kubectl([...args, namespace]);
const get = (what: string, path: string) => inside("get", what, `--output=jsonpath={${path}}`);
const set = (section: string, path: readonly string[], value: unknown) =>
  stack.program.set([`parley:${section}`, ...path], value);
const up = (): Promise<Operation> => stack.worked(stack.stack.up());

/** Services whose pods are not all the ones that they were. */
async function rolledBy(change: () => Promise<unknown>): Promise<string[]> {
  const before = await cluster.identities();
  await change();
  const after = await eventually("the old pods' end", async () => {
    const found = await cluster.pods();
    return found.every(({ ready }) => ready) ? cluster.identities() : undefined;
  });
  return Object.keys(after).filter((service) => !before[service]?.every((uid) => after[service]?.includes(uid)));
}

test("what the cluster lacks is named before anything is made in it", async () => {
  set("kubernetes", ["ingress", "class"], "internal");
  set("kubernetes", ["storageClass"], "fast");
  set("jitsi", [], { etherpad: true });
  const refused = await stack.stack.up();
  expect(refused.code).not.toBe(0);
  expect(refused.all).toContain("IngressClass internal");
  expect(refused.all).toContain("StorageClass fast");
  expect(await cluster.ours()).toEqual([]);
  const asked = await cluster.preflight(stack);
  expect(asked.code).toBe(1);
  expect(asked.stderr).toContain("StorageClass fast");
  set("kubernetes", ["ingress", "class"], undefined);
  set("kubernetes", ["storageClass"], undefined);
  set("jitsi", [], undefined);
});

test("a namespace that somebody else made is left alone", async () => {
  await cluster.cluster.kubectl(["create", "namespace", "meet-example-org"]);
  const refused = await stack.stack.up();
  expect(refused.all).toContain("meet-example-org");
  expect(await cluster.ours()).toEqual([]);
  await cluster.cluster.kubectl(["delete", "namespace", "meet-example-org", "--timeout=60s"]);
});

test("the address that a bridge advertises is its load balancer's, found in the same up", async () => {
  await up();
  const address = await get("service/jvb-0", ".status.loadBalancer.ingress[0].ip");
  expect(address).toMatch(/^198\.51\.100\.\d+$/);
  expect((await stack.stack.outputs()).bridgeAddresses).toEqual({ "jvb-0": address });
  expect(await get("configmap/jvb-addresses", ".data['jvb-0']")).toBe(address);
});

test("one setting rolls only the pods that read it", async () => {
  set("jitsi", ["branding"], { title: "Example Meet" });
  expect(await rolledBy(up)).toEqual(["web"]);
  set("jitsi", ["bridge"], { memory: 1536 });
  expect(await rolledBy(up)).toEqual(["jvb"]);
});

test("a rotated secret rolls those that read it, and is never shown", async () => {
  const before = (await stack.stack.outputs()).secrets as Record<string, string>;
  let said = "";
  const rolled = await rolledBy(async () => {
    set("secrets", ["rotation", "jvbAuth"], 2);
    said = (await stack.worked(stack.stack.preview("--diff"))).all + (await up()).all;
  });
  expect(rolled.sort()).toEqual(["jvb", "prosody"]);
  const after = (await stack.stack.outputs()).secrets as Record<string, string>;
  expect(after.jvbAuth).not.toBe(before.jvbAuth);
  for (const value of [...Object.values(before), ...Object.values(after)]) {
    expect(said).not.toContain(value);
    expect(said).not.toContain(Buffer.from(value).toString("base64"));
  }
  const names = JSON.parse(await inside("get", "secrets", "--output=json")) as { items: { data: object }[] };
  expect(JSON.stringify(names)).toContain(Buffer.from(String(after.jvbAuth)).toString("base64"));
  expect(JSON.stringify(names)).not.toContain(Buffer.from(String(before.jvbAuth)).toString("base64"));
});

test("from 1 to 4 bridges, and no bridge that runs is touched", async () => {
  let done: Operation | undefined;
  const rolled = await rolledBy(async () => {
    set("kubernetes", ["bridges", "count"], 4);
    done = await up();
  });
  expect(rolled).toEqual([]);
  expect(done && touched(done)).toEqual([
    "create poddisruptionbudget-jvb",
    "create service-jvb-1",
    "create service-jvb-2",
    "create service-jvb-3",
    "update configmap-jvb-addresses",
    "update statefulset-jvb",
  ]);
  expect((await cluster.identities()).jvb).toHaveLength(4);
  expect(Object.keys((await stack.stack.outputs()).bridgeAddresses as object)).toHaveLength(4);
});

test("an autoscaler that is added, and what it does then, is left alone", async () => {
  const before = (await cluster.identities()).jvb;
  set("kubernetes", ["bridges"], { count: 2, drainMinutes: 0, autoscale: { max: 6 } });
  await up();
  expect((await cluster.identities()).jvb).toEqual(before);
  await inside("scale", "statefulset/jvb", "--replicas=5");
  set("kubernetes", ["bridges", "drainMinutes"], 1);
  await up();
  expect(await get("statefulset/jvb", ".spec.replicas")).toBe("5");
  set("kubernetes", ["bridges"], { count: 4, drainMinutes: 0 });
  await up();
  expect(await get("statefulset/jvb", ".spec.replicas")).toBe("4");
});

test("what somebody changed or removed by hand is found by refresh, and up repairs it", async () => {
  await inside("scale", "statefulset/jvb", "--replicas=2");
  await inside("set", "image", "deployment/jicofo", "jicofo=registry.example.org/jicofo:other");
  await inside("delete", "networkpolicy", "web");
  await inside("rollout", "status", "deployment/jicofo", "--timeout=60s");
  const told = await cluster.preflight(stack, "--running");
  expect(told.code).toBe(1);
  expect(told.stderr).toContain("registry.example.org/jicofo:other");
  const found = await stack.worked(stack.stack.refresh());
  expect(changed(found)).toEqual({ delete: 1, update: 2 });
  expect(touched(await up())).toEqual([
    "create networkpolicy-web",
    "update deployment-jicofo",
    "update statefulset-jvb",
  ]);
  expect(await get("statefulset/jvb", ".status.readyReplicas")).toBe("4");
  expect(await get("deployment/jicofo", ".spec.template.spec.containers[0].image")).toContain("jitsi/jicofo:");
  expect(changed(await stack.worked(stack.stack.refresh()))).toEqual({});
});

const troubles = [
  ["missing", "ImagePullBackOff"],
  ["crashing", "CrashLoopBackOff"],
  ["unready", "containers with unready status: [web]"],
] as const;

test.each(troubles)(
  "an image that is %s ends the update with the reason, and the old pods serve",
  async (tag, says) => {
    const before = (await cluster.identities()).web;
    set("jitsi", ["images"], { web: `registry.example.org/web:${tag}` });
    const failed = await stack.stack.up();
    expect(failed.code).not.toBe(0);
    expect(failed.all).toMatch(/Pod meet-example-org\/web-[a-z0-9-]+/);
    expect(failed.all).toContain(says);
    expect(await get("deployment/web", ".status.availableReplicas")).toBe("2");
    expect((await cluster.identities()).web).toEqual(expect.arrayContaining(before ?? []));
    set("jitsi", ["images"], undefined);
    await up();
    expect((await cluster.pods()).filter(({ ready }) => !ready)).toEqual([]);
  },
);

test("another stack of the same name and namespace is refused before it takes anything over", async () => {
  const before = await cluster.identities();
  const other = await cluster.program(settings);
  const refused = await other.stack.up();
  other.dispose();
  expect(refused.code).not.toBe(0);
  expect(refused.all).toContain("in which something runs that this stack has not made: jicofo, jvb, prosody, web");
  expect(await cluster.identities()).toEqual(before);
});

test("destroy leaves nothing", async () => {
  await stack.worked(stack.stack.destroy());
  expect(await cluster.ours()).toEqual([]);
  expect((await cluster.cluster.tryKubectl(["get", "namespace", "meet-example-org"])).code).not.toBe(0);
});
