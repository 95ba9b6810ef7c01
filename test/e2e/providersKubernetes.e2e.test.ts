/** A workload in a real API server by the lab's kubernetes provider: made, kept, changed, repaired, refused, removed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Cluster, startCluster } from "../../lab/kubernetes/cluster";
import type { KubernetesInput } from "./providers/kubernetesProgram";
import { type RealStack, realStack, worked } from "./providers/realStack";

jest.setTimeout(30 * 60_000);

const password = "a-password-to-look-for";
let real: RealStack;
let cluster: Cluster;
/** Everything that the engine has printed. */
let said = "";
/** The state, while everything was there. */
let kept = "";

beforeAll(async () => {
  real = await realStack("kubernetesProgram");
  cluster = await startCluster({ folder: join(real.folder, "cluster") });
});
afterAll(async () => {
  await cluster?.stop();
  real?.dispose();
});

const inside = (...args: string[]) => cluster.kubectl([...args, "--namespace=conference"]);
const get = (what: string, path: string) => inside("get", what, `-o=jsonpath={${path}}`);

function input(more: Partial<KubernetesInput> = {}): void {
  real.input({ kubeconfig: readFileSync(cluster.kubeconfig, "utf8"), greeting: "Hello", password, ...more });
}

async function run(operation: "up" | "preview" | "refresh" | "destroy", ...options: string[]) {
  const done = await real.stack[operation](...options);
  said += done.all;
  return done;
}

test("a preview changes nothing, and knows the names that will be", async () => {
  input();
  const done = await worked(run("preview"));
  expect(done.changes).toEqual({ create: 12 });
  expect((await cluster.tryKubectl(["get", "namespace", "conference"])).code).not.toBe(0);
});

test("up makes everything and waits until it is ready", async () => {
  const done = await worked(run("up"));
  expect(done.changes).toEqual({ create: 12 });
  expect(await get("deployment/web", ".status.readyReplicas")).toBe("2");
  expect(await get("statefulset/store", ".status.readyReplicas")).toBe("1");
  const { address, config } = await real.stack.outputs();
  expect(address).toBe(await get("service/outside", ".status.loadBalancer.ingress[0].ip"));
  expect(config).toMatch(/^web-[0-9a-f]{8}$/);
  expect(await get("configmap", ".items[*].data.greeting")).toBe("Hello");
  const secret = await get("secret", ".items[0].data.password");
  expect(Buffer.from(secret, "base64").toString()).toBe(password);
});

test("again: nothing to do, and a refresh finds nothing", async () => {
  expect((await worked(run("up"))).changes).toEqual({ same: 12 });
  expect((await worked(run("refresh"))).changes).toEqual({ same: 12 });
  expect((await worked(run("up"))).changes).toEqual({ same: 12 });
});

test("a changed ConfigMap is another one, and rolls the pods that mount it", async () => {
  const before = (await real.stack.outputs()).config;
  input({ greeting: "Good evening" });
  expect((await worked(run("up"))).changes).toMatchObject({ replace: 1, update: 1, same: 10 });
  const after = String((await real.stack.outputs()).config);
  expect(after).not.toBe(before);
  expect(
    await get("pod", ".items[?(@.metadata.labels.app=='web')].spec.volumes[?(@.name=='config')].configMap.name"),
  ).toBe(`${after} ${after}`);
  expect(await get("configmap", ".items[?(@.data.greeting)].data.greeting")).toBe("Good evening");
});

test("what kubectl edit has changed is found by refresh and repaired by up", async () => {
  const patch = JSON.stringify({ spec: { maxUnavailable: 2 } });
  const name = await get("poddisruptionbudget", ".items[0].metadata.name");
  await inside(
    "patch",
    "poddisruptionbudget",
    name,
    `--patch=${patch}`,
    "--type=merge",
    "--field-manager=kubectl-edit",
  );
  const found = await worked(run("refresh"));
  expect(found.changes).toMatchObject({ update: 1 });
  const repaired = await worked(run("up"));
  expect(repaired.changes).toMatchObject({ update: 1, same: 11 });
  expect(await get("poddisruptionbudget", ".items[0].spec.maxUnavailable")).toBe("1");
});

test("what kubectl scale has changed is another's field: a conflict, unless it is forced", async () => {
  await inside("scale", "deployment/web", "--replicas=4");
  await worked(run("refresh"));
  const refused = await run("up");
  expect(refused.code).not.toBe(0);
  expect(refused.all).toContain("server-side apply field conflict detected");
  expect(refused.all).toMatch(
    /Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale".*\.spec\.replicas/,
  );
  input({ greeting: "Good evening", annotations: { "pulumi.com/patchForce": "true" } });
  await worked(run("up"));
  expect(await get("deployment/web", ".spec.replicas")).toBe("2");
});

test("an object removed by hand is made anew", async () => {
  await inside("delete", "service", "web");
  expect((await worked(run("refresh"))).changes).toMatchObject({ delete: 1 });
  expect((await worked(run("up"))).changes).toMatchObject({ create: 1 });
  expect(await get("service/web", ".spec.selector.app")).toBe("web");
});

const settled = { greeting: "Good evening", annotations: { "pulumi.com/patchForce": "true" } };

test("an image that cannot be had ends the update in its time, with the reason, and the old pods stay", async () => {
  input({ ...settled, image: "registry.example.org/web:missing", patience: 6 });
  const began = Date.now();
  const done = await run("up");
  expect(done.code).not.toBe(0);
  expect(Date.now() - began).toBeLessThan(120_000);
  expect(done.all).toContain("'web' timed out waiting to be Ready");
  expect(done.all).toMatch(/\[Pod conference\/web-[a-z0-9-]+\]: containers with unready status: \[web\]/);
  expect(done.all).toContain('[ImagePullBackOff] Back-off pulling image "registry.example.org/web:missing"');
  expect(await get("deployment/web", ".status.availableReplicas")).toBe("2");
  input(settled);
  expect((await worked(run("up"))).changes).toMatchObject({ update: 1 });
});

test("a pod that the namespace's standard forbids is refused in the words of the admission", async () => {
  input({ ...settled, privileged: true, patience: 6 });
  const done = await run("up");
  expect(done.code).not.toBe(0);
  expect(done.all).toContain('violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false');
  input(settled);
  await worked(run("up"));
});

test("an object of a kind that the cluster lacks is refused; once it is defined, it is made", async () => {
  input({ ...settled, certificate: true });
  await worked(run("preview"));
  const done = await run("up");
  expect(done.all).toContain('no matches for kind "Certificate" in version "cert-manager.io/v1"');
  await cluster.define("cert-manager");
  expect((await worked(run("up"))).changes).toMatchObject({ create: 1, same: 12 });
  expect(await get("certificates.cert-manager.io/web", ".spec.secretName")).toBe("web-tls");
  input(settled);
  expect((await worked(run("up"))).changes).toMatchObject({ delete: 1 });
});

test("destroy leaves nothing", async () => {
  kept = (await real.stack.pulumi("stack", "export")).stdout;
  expect((await worked(run("destroy"))).changes).toEqual({ delete: 12 });
  expect((await cluster.tryKubectl(["get", "namespace", "conference"])).stderr).toContain("NotFound");
});

test("an object that is there already is not taken over", async () => {
  await cluster.kubectl(["create", "namespace", "theirs"]);
  input({ onlyNamespace: "theirs" });
  await worked(run("preview"));
  const done = await run("up");
  expect(done.code).not.toBe(0);
  expect(done.all).toContain('namespaces "theirs" already exists');
  await worked(run("destroy"));
  expect(await cluster.kubectl(["get", "namespace", "theirs", "-o=name"])).toBe("namespace/theirs\n");
});

test("a cluster that does not answer: a preview shows what it can, up says what it tried", async () => {
  const kubeconfig = readFileSync(cluster.kubeconfig, "utf8").replace(cluster.server, "https://127.0.0.1:1");
  input({ kubeconfig });
  await worked(run("preview"));
  const done = await run("up");
  expect(done.all).toContain("configured Kubernetes cluster is unreachable: connect ECONNREFUSED 127.0.0.1:1");
});

test("no secret was ever shown or kept in plain", () => {
  expect(kept).toContain("kubernetes:core/v1:Secret");
  for (const text of [said, kept]) {
    expect(text).not.toContain(password);
    expect(text).not.toContain(Buffer.from(password).toString("base64"));
  }
});
