/** Jitsi in pods that really run: on a real kubelet, with stand-ins in which Prosody and nginx are real. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { projectRoot } from "../../cli/root";
import { standIns } from "../../lab/images";
import { volumesFolder } from "../../lab/kubernetes/node/files";
import { NodeCluster, nodeName } from "../../lab/kubernetes/node/nodeCluster";
import { kubernetesVersion } from "../../lab/kubernetes/program";
import type { ProgramStack } from "../../lab/stack/programStack";
import { eventually } from "../../lab/world/wait";
import { Bridge } from "./kubelet/bridge";
import { Pods } from "./kubelet/pods";
import { Visitor } from "./kubelet/visitor";
import { example, TestCluster } from "./kubernetes/clusterStack";

jest.setTimeout(10 * 60_000);

let node: NodeCluster;
let cluster: TestCluster;
let stack: ProgramStack;
let pods: Pods;
let visitor: Visitor;

/** All of it has to fit on two cores, with room for a new pod beside an old one. */
const limits = { jvb: { cpus: 0.25 }, jibri: { cpus: 0.25 } };
const plugin = "examples/prosody/mod_room_names.lua";

beforeAll(async () => {
  const { archive } = await standIns(["web", "prosody", "jicofo", "jvb", "jibri", "etherpad", "whiteboard"]);
  node = await NodeCluster.start([archive]);
  cluster = await TestCluster.around(node);
  pods = new Pods(node.cluster, "meet-example-org");
  visitor = new Visitor(node);
  const { kubernetes, ...rest } = example("jitsi-kubernetes.yaml");
  stack = await cluster.program({
    ...rest,
    kubernetes: {
      ...(kubernetes as object),
      webReplicas: 1,
      bridges: { count: 2, drainMinutes: 1 },
      readySeconds: 120,
    },
    recording: { directory: "/srv/recordings", keepDays: 30 },
    jitsi: {
      limits,
      etherpad: true,
      whiteboard: true,
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
    "etherpad true",
    "jibri true",
    "jicofo true",
    "jvb true",
    "jvb true",
    "prosody true",
    "web true",
    "whiteboard true",
  ]);
  await Promise.all(
    (await pods.list()).map(async ({ metadata: { name, labels }, spec }) => {
      expect(spec.nodeName).toBe(nodeName);
      const etherpad = labels["app.kubernetes.io/name"] === "etherpad";
      const [uid, gid] = etherpad ? [5001, 0] : [1000, 1000];
      expect(await pods.status(name)).toMatchObject({
        Uid: `${uid} ${uid} ${uid} ${uid}`,
        Gid: `${gid} ${gid} ${gid} ${gid}`,
        // The image may have its user in others as well.
        Groups: expect.stringMatching(new RegExp(`\\b${gid}\\b`)),
        CapPrm: "0000000000000000",
        CapEff: "0000000000000000",
        CapBnd: "0000000000000000",
        NoNewPrivs: "1",
        Seccomp: "2",
      });
      const tried = await pods.tryIn(name, "sh", "-c", "ls -A /var/run/secrets; echo x >/usr/share/x");
      expect(tried.stdout).toBe("");
      expect(tried.stderr).toContain(etherpad ? "Permission denied" : "Read-only file system");
    }),
  );
});

test("the files in a pod are byte for byte what was declared, and nobody else's secrets are there", async () => {
  const before = await secrets();
  await Promise.all(
    (await pods.list()).map(async (pod) => {
      const declared = await pods.declaredFiles(pod);
      expect(await pods.files(pod.metadata.name, Object.keys(declared))).toEqual(declared);
    }),
  );
  const whole = (path: string) => readFileSync(join(projectRoot(), path), "utf8");
  expect(await pods.in("deployment/prosody", "cat", "/prosody-plugins-custom/mod_room_names.lua")).toBe(whole(plugin));
  expect(await pods.in("deployment/web", "cat", "/usr/share/jitsi-meet/images/parley-logo.svg")).toBe(
    whole("examples/logo.svg"),
  );
  expect((await pods.environment("jvb-0")).JVB_AUTH_PASSWORD).toBe(before.jvbAuth);
  const web = JSON.stringify(await pods.environment("deployment/web"));
  for (const value of Object.values(before)) expect(web).not.toContain(value);
});

test("the settings' check of running pods finds nothing to say", async () => {
  expect(await cluster.preflight(stack, "--running")).toMatchObject({ code: 0, stderr: "" });
});

test("a visitor gets the page, and reaches what is behind it, through Services and DNS", async () => {
  const address = await pods.kubectl("get", "service/web", "--output=jsonpath={.spec.clusterIP}");
  const web = `http://${address}:8000`;
  expect(await visitor.get(`${web}/`)).toContain("<title>Example &#60;Meet&#62;</title>");
  const bosh = `<body content="text/xml" hold="1" rid="1" to="meet.jitsi" ver="1.6" wait="1" xmlns="http://jabber.org/protocol/httpbind"/>`;
  expect(await visitor.get(`${web}/http-bind`, "--header", "Content-Type: text/xml", "--data", bosh)).toContain(
    "ANONYMOUS",
  );
  expect(await visitor.upgrade(`${web}/xmpp-websocket`, "xmpp")).toContain("101 Switching Protocols");
  expect(await visitor.upgrade(`${web}/socket.io/?EIO=4&transport=websocket`)).toContain("101 Switching Protocols");
  expect(await visitor.get(`${web}/etherpad/p/notes`)).toContain("stand-in for Etherpad at /p/notes");
  await bridgesSeen(2);
  const addresses = (await stack.stack.outputs()).bridgeAddresses as Record<string, string>;
  expect(Object.keys(addresses)).toEqual(["jvb-0", "jvb-1"]);
  for (const [host, address] of Object.entries(addresses))
    expect(await visitor.bridge(address)).toMatchObject({ host, advertised: [address] });
});

/** Jicofo sees bridges that have logged in to Prosody. */
const bridgesSeen = (count: number) =>
  eventually(`${count} bridges`, async () => {
    const stats = JSON.parse(await pods.in("deployment/jicofo", "curl", "-s", "http://127.0.0.1:8888/stats")) as {
      bridge_selector: { bridge_count: number };
    };
    return stats.bridge_selector.bridge_count === count || undefined;
  });

test("a recording is the group's, and outlives the pod that made it", async () => {
  const api = "http://127.0.0.1:2222/jibri/api/v1.0";
  const ask = (path: string, body: string) => pods.in("deployment/jibri", "curl", "-fsS", "-d", body, `${api}/${path}`);
  await ask("startService", '{"sessionId":"one"}');
  await ask("stopService", "{}");
  await pods.kubectl("delete", "pod", "--selector=app.kubernetes.io/name=jibri");
  await pods.kubectl("rollout", "status", "deployment/jibri", "--timeout=60s");
  const listed = await pods.in("deployment/jibri", "sh", "-c", "stat -c %u:%g:%n /storage/recordings/one/*.mp4");
  expect(listed).toMatch(/^1000:1000:\/storage/);
});

test("a bridge's REST interface, which could drain it, answers in its pod and nowhere else", async () => {
  const [bridge] = await pods.list("app.kubernetes.io/name=jvb");
  const rest = `http://${bridge?.status.podIP}:8080/about/health`;
  const ask = (pod: string, url: string) => pods.tryIn(pod, "curl", "-sS", "-m", "5", url);
  expect((await ask(bridge?.metadata.name ?? "", "http://127.0.0.1:8080/about/health")).code).toBe(0);
  expect((await ask("deployment/jicofo", rest)).stderr).toContain("Failed to connect");
});

test("a changed setting replaces the pods that read it, and is what visitors get", async () => {
  const before = await cluster.identities();
  set("jitsi", ["branding", "title"], "Another Meet");
  await up();
  // Etherpad shows it, too.
  expect(rolled(before, await settled())).toEqual(["etherpad", "web"]);
  const [web] = await pods.list("app.kubernetes.io/name=web");
  expect(await visitor.get(`http://${web?.status.podIP}:8000/`)).toContain("<title>Another Meet</title>");
});

test("a rotated secret replaces the pods that read it, and they log in with the new one", async () => {
  const [before, old] = [await cluster.identities(), await secrets()];
  set("secrets", ["rotation", "jvbAuth"], 2);
  await up();
  expect(rolled(before, await settled())).toEqual(["jvb", "prosody"]);
  const { jvbAuth } = await secrets();
  expect(jvbAuth).not.toBe(old.jvbAuth);
  for (const pod of ["jvb-0", "jvb-1", "deployment/prosody"])
    expect((await pods.environment(pod)).JVB_AUTH_PASSWORD).toBe(jvbAuth);
  await bridgesSeen(2);
});

/** Identities of all pods, once those that go are gone. */
const settled = () =>
  eventually("the old pods' end", async () => {
    const all = await pods.list();
    return all.every(({ metadata }) => metadata.deletionTimestamp === undefined) ? cluster.identities() : undefined;
  });

type Identities = Readonly<Record<string, readonly string[]>>;

/** Services of which no pod is what it was. */
const rolled = (before: Identities, after: Identities): string[] =>
  Object.keys(after)
    .filter((service) => !before[service]?.some((uid) => after[service]?.includes(uid)))
    .sort();

/** Seconds that the bridge whose conference goes on had. */
let cutOff: Promise<number>;

test("a bridge that has to go stays until its conference is over", async () => {
  const [over, lasting] = await Promise.all([Bridge.of(pods, "jvb-0"), Bridge.of(pods, "jvb-1")]);
  await Promise.all([over.hold(1), lasting.hold(1)]);
  const began = Date.now();
  await pods.kubectl("delete", "pod", over.name, lasting.name, "--wait=false");
  for (const one of [over, lasting]) await eventually(`${one.name} to drain`, one.drains, { within: 20_000 });
  const addresses = (await stack.stack.outputs()).bridgeAddresses as Record<string, string>;
  // Longer than it takes to look whether it is over.
  await sleep(7000);
  expect(await over.replaced()).toBeUndefined();
  expect(await visitor.bridge(addresses[over.name] ?? "")).toMatchObject({ host: over.name });
  await over.hold(0);
  await eventually(`a new ${over.name}`, over.replaced, { within: 45_000 });
  expect(await lasting.replaced()).toBeUndefined();
  const next = eventually(`a new ${lasting.name}`, lasting.replaced, { within: 180_000, every: 500 });
  cutOff = next.then(() => (Date.now() - began) / 1000);
  // It is waited for below.
  cutOff.catch(() => undefined);
});

test("an image that nobody has ends the update in the kubelet's words, and the old pods serve", async () => {
  const before = await cluster.identities();
  const missing = "registry.example.org/web:1";
  set("jitsi", ["images"], { web: missing });
  set("kubernetes", ["readySeconds"], 30);
  const failed = await stack.stack.up();
  expect(failed.code).not.toBe(0);
  expect(failed.all).toMatch(/Pod meet-example-org\/web-[a-z0-9-]+/);
  expect(failed.all).toContain(`failed to pull and unpack image "${missing}"`);
  expect((await cluster.identities()).web).toEqual(expect.arrayContaining(before.web ?? []));
  const address = await pods.kubectl("get", "service/web", "--output=jsonpath={.spec.clusterIP}");
  expect(await visitor.get(`http://${address}:8000/`)).toContain("<title>Another Meet</title>");
});

test("a bridge whose conference goes on is cut off when the limit has passed", async () => {
  const seconds = await cutOff;
  expect(seconds).toBeGreaterThan(60);
  expect(seconds).toBeLessThan(150);
});

test("destroy leaves no pod, no container and no mount, and the recordings", async () => {
  await stack.worked(stack.stack.destroy());
  expect(await cluster.ours()).toEqual([
    "Namespace /meet-example-org",
    "PersistentVolumeClaim meet-example-org/recordings",
  ]);
  expect(await node.onNode(["find", volumesFolder, "-name", "*.mp4"])).toMatch(/^\S+\/recordings\/one\/\S+\n$/);
  // What runs beside CoreDNS and the program that holds its namespaces; the kubelet forgets ended ones later.
  const running = async () => (await node.onNode(["ctr", "--namespace=k8s.io", "tasks", "list", "--quiet"])).trim();
  await eventually("the containers' end", async () => (await running()).split("\n").length === 2 || undefined);
  const last = await eventually("the end of the pods' files", async () => {
    const kept = (await node.onNode(["ls", "/var/lib/kubelet/pods"])).trim().split("\n");
    return kept.length === 1 ? kept[0] : undefined;
  });
  const mounts = await node.onNode(["cat", "/proc/self/mounts"]);
  const ours = mounts.split("\n").filter((line) => line.includes("/var/lib/kubelet/pods/"));
  expect(ours.filter((line) => !line.includes(last))).toEqual([]);
});
