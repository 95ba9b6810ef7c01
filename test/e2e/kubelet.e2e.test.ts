/** Jitsi in pods that really run: on a real kubelet, with stand-ins in which Prosody and nginx are real. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { standIns } from "../../lab/images";
import { NodeCluster, nodeName } from "../../lab/kubernetes/node/nodeCluster";
import { kubernetesVersion } from "../../lab/kubernetes/program";
import type { ProgramStack } from "../../lab/stack/programStack";
import { eventually } from "../../lab/world/wait";
import { Pods } from "./kubelet/pods";
import { Visitor } from "./kubelet/visitor";
import { example, TestCluster } from "./kubernetes/clusterStack";

jest.setTimeout(10 * 60_000);

let node: NodeCluster;
let cluster: TestCluster;
let stack: ProgramStack;
let pods: Pods;
let visitor: Visitor;

/** Small enough for the two cores of a machine that does other things as well. */
const limits = { jvb: { cpus: 0.3 }, jicofo: { cpus: 0.2 }, prosody: { cpus: 0.2 }, web: { cpus: 0.2 } };
const plugin = "examples/prosody/mod_room_names.lua";

beforeAll(async () => {
  const { archive } = await standIns(["web", "prosody", "jicofo", "jvb"]);
  node = await NodeCluster.start([archive]);
  cluster = await TestCluster.around(node);
  pods = new Pods(node.cluster, "meet-example-org");
  visitor = new Visitor(node);
  const { kubernetes, ...rest } = example("jitsi-kubernetes.yaml");
  stack = await cluster.program({
    ...rest,
    kubernetes: { ...(kubernetes as object), bridges: { count: 2, drainMinutes: 1 }, readySeconds: 120 },
    jitsi: {
      limits,
      branding: { title: "Example <Meet>", logo: "examples/logo.svg" },
      prosody: { plugins: [{ name: "room_names", file: plugin, enableOn: ["muc"] }], config: {} },
    },
  });
  await up();
});
afterAll(async () => {
  stack?.dispose();
  await cluster?.stop();
  if (!node) return;
  expect(existsSync(node.folder)).toBe(false);
  expect(readFileSync("/proc/self/mounts", "utf8")).not.toContain(node.name);
  const groups = readdirSync("/sys/fs/cgroup").map((name) => join("/sys/fs/cgroup", name, node.name));
  expect(groups.filter(existsSync)).toEqual([]);
});

const set = (section: string, path: readonly string[], value: unknown) =>
  stack.program.set([`parley:${section}`, ...path], value);
const up = () => stack.worked(stack.stack.up());
const secrets = async () => (await stack.stack.outputs()).secrets as Record<string, string>;

test("every service runs on the node's kubelet, confined from inside as it was declared", async () => {
  const version = await node.cluster.kubectl([
    "get",
    "node",
    nodeName,
    "--output=jsonpath={.status.nodeInfo.kubeletVersion}",
  ]);
  expect(version).toBe(`v${kubernetesVersion()}`);
  expect((await cluster.pods()).map(({ service, ready }) => `${service} ${ready}`).sort()).toEqual([
    "jicofo true",
    "jvb true",
    "jvb true",
    "prosody true",
    "web true",
    "web true",
  ]);
  for (const { metadata, spec } of await pods.list()) {
    expect(spec.nodeName).toBe(nodeName);
    const { name } = metadata;
    expect(await pods.status(name)).toMatchObject({
      Uid: "1000 1000 1000 1000",
      Gid: "1000 1000 1000 1000",
      Groups: "1000",
      CapPrm: "0000000000000000",
      CapEff: "0000000000000000",
      CapBnd: "0000000000000000",
      NoNewPrivs: "1",
      Seccomp: "2",
    });
    const written = await pods.tryIn(name, "sh", "-c", "echo x >/usr/share/x");
    expect(written.stderr).toContain("Read-only file system");
    expect((await pods.tryIn(name, "test", "-e", "/var/run/secrets/kubernetes.io")).code).toBe(1);
  }
});

test("the files in a pod are byte for byte what was declared, and nobody else's secrets are there", async () => {
  const before = await secrets();
  for (const pod of await pods.list()) {
    const declared = await pods.declaredFiles(pod);
    for (const [path, text] of Object.entries(declared))
      expect([path, await pods.in(pod.metadata.name, "cat", path)]).toEqual([path, text]);
  }
  const whole = (path: string) => readFileSync(join(projectRoot(), path), "utf8");
  expect(await pods.in("deployment/prosody", "cat", "/prosody-plugins-custom/mod_room_names.lua")).toBe(whole(plugin));
  expect(await pods.in("deployment/web", "cat", "/usr/share/jitsi-meet/images/parley-logo.svg")).toBe(
    whole("examples/logo.svg"),
  );
  expect((await pods.environment("jvb-0")).JVB_AUTH_PASSWORD).toBe(before.jvbAuth);
  const web = JSON.stringify(await pods.environment("deployment/web"));
  for (const value of Object.values(before)) expect(web).not.toContain(value);
});
