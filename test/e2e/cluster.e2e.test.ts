/** The lab's Kubernetes cluster: real control plane, simulated nodes, and nothing left of it afterwards. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, startCluster } from "../../lab/kubernetes/cluster";
import { labCluster } from "../../lab/kubernetes/inLab";
import { kubernetesVersion } from "../../lab/kubernetes/program";
import { down } from "../../lab/world/down";
import { makeNetwork } from "../../lab/world/network";
import { places } from "../../lab/world/places";
import { files, namespaces, processes } from "../../lab/world/remains";
import { known, running } from "../../lab/world/state";
import { eventually } from "../../lab/world/wait";

jest.setTimeout(30 * 60_000);

let parent: string;
let cluster: Cluster;
const folder = () => join(parent, "cluster");
const daemons = () => known({ state: join(folder(), "state.json") });

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "parley-cluster-"));
  cluster = await startCluster({ folder: folder() });
});
afterAll(async () => {
  await cluster?.stop();
  rmSync(parent, { recursive: true, force: true });
});

const get = async <T>(...args: string[]): Promise<T> =>
  JSON.parse(await cluster.kubectl(["get", "-o=json", ...args])) as T;

interface Pods {
  readonly items: readonly {
    readonly status: {
      readonly phase: string;
      readonly conditions?: readonly {
        readonly type: string;
        readonly status: string;
        readonly reason?: string;
        readonly message?: string;
      }[];
      readonly containerStatuses?: readonly {
        readonly state: { readonly waiting?: { readonly reason: string; readonly message?: string } };
      }[];
    };
  }[];
}

const pods = async (app: string) =>
  (await get<Pods>("pods", `--selector=app=${app}`)).items.map(({ status }) => status);

test("it is the version that is asked for, with nodes in two zones that have addresses", async () => {
  const { gitVersion } = JSON.parse(await cluster.kubectl(["get", "--raw=/version"])) as { gitVersion: string };
  expect(gitVersion).toBe(`v${kubernetesVersion()}`);
  const { items } = await get<{
    items: { metadata: { labels: Record<string, string> }; status: { addresses: object[] } }[];
  }>("nodes");
  expect(items.map(({ metadata }) => metadata.labels["topology.kubernetes.io/zone"])).toEqual([
    "lab-a",
    "lab-b",
    "lab-a",
  ]);
  expect(items[0]?.status.addresses).toContainEqual({ type: "ExternalIP", address: "203.0.113.201" });
});

test("pods become ready, Services and Ingresses get addresses, claims get volumes", async () => {
  await cluster.kubectl(["create", "deployment", "web", "--image=web:1", "--replicas=2"]);
  await cluster.kubectl(["create", "service", "loadbalancer", "web", "--tcp=80:8080"]);
  await cluster.kubectl(["create", "ingress", "web", "--rule=web.example.org/*=web:80"]);
  const template = {
    metadata: { labels: { app: "store" } },
    spec: {
      initContainers: [{ name: "prepare", image: "store:1" }],
      containers: [{ name: "store", image: "store:1", volumeMounts: [{ name: "data", mountPath: "/data" }] }],
    },
  };
  const claim = {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  };
  const store = {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "store" },
    spec: {
      serviceName: "store",
      selector: { matchLabels: { app: "store" } },
      template,
      volumeClaimTemplates: [claim],
    },
  };
  await cluster.kubectl(["create", "-f", "-"], JSON.stringify(store));
  await cluster.kubectl(["rollout", "status", "deployment/web", "--timeout=60s"]);
  await cluster.kubectl(["rollout", "status", "statefulset/store", "--timeout=60s"]);
  const address = "jsonpath={.status.loadBalancer.ingress[0].ip}";
  for (const what of ["service/web", "ingress/web"]) {
    await cluster.kubectl(["wait", "--for=jsonpath={.status.loadBalancer.ingress[0].ip}", "--timeout=30s", what]);
    expect(await cluster.kubectl(["get", what, `-o=${address}`])).toMatch(/^198\.51\.100\.\d+$/);
  }
  expect(await cluster.kubectl(["get", "pvc", "data-store-0", "-o=jsonpath={.status.phase}"])).toBe("Bound");
});

test("a Job ends, and a namespace goes with what is in it", async () => {
  await cluster.kubectl(["create", "namespace", "passing"]);
  await cluster.kubectl(["create", "job", "once", "--image=once:1", "--namespace=passing"]);
  await cluster.kubectl(["wait", "--for=condition=Complete", "--timeout=60s", "job/once", "--namespace=passing"]);
  await cluster.kubectl(["delete", "namespace", "passing", "--timeout=60s"]);
  expect((await cluster.tryKubectl(["get", "namespace", "passing"])).code).not.toBe(0);
});

test("images that a test chooses fail as a kubelet tells it", async () => {
  for (const tag of ["missing", "unready", "crashing-2"]) {
    await cluster.kubectl(["create", "deployment", `app-${tag}`, `--image=registry.example.org/app:${tag}`]);
  }
  const waiting = (app: string, reason: string) =>
    eventually(`${app}: ${reason}`, async () => {
      const state = (await pods(app))[0]?.containerStatuses?.[0]?.state.waiting;
      return state?.reason === reason ? state : undefined;
    });
  expect((await waiting("app-missing", "ImagePullBackOff")).message).toMatch(
    /^Back-off pulling image "registry\.example\.org\/app:missing": ErrImagePull: /,
  );
  expect((await waiting("app-crashing-2", "CrashLoopBackOff")).message).toMatch(
    /^back-off 5m0s restarting failed container=app pod=/,
  );
  const [unready] = await eventually("the pod that runs", async () => {
    const found = await pods("app-unready");
    return found[0]?.phase === "Running" ? found : undefined;
  });
  expect(unready?.conditions).toContainEqual(
    expect.objectContaining({
      type: "Ready",
      status: "False",
      reason: "ContainersNotReady",
      message: "containers with unready status: [app]",
    }),
  );
  expect(await cluster.kubectl(["get", "events"])).toContain("Error: ImagePullBackOff");
});

test("restricted namespaces refuse pods that want more", async () => {
  await cluster.kubectl(["create", "namespace", "strict"]);
  await cluster.kubectl(["label", "namespace", "strict", "pod-security.kubernetes.io/enforce=restricted"]);
  const refused = await cluster.tryKubectl(["run", "loose", "--image=loose:1", "--namespace=strict"]);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain('violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false');
});

test("RBAC decides what a user may do", async () => {
  const kubeconfig = await cluster.user("jane", ["readers"]);
  const may = async () => (await cluster.tryKubectl([`--kubeconfig=${kubeconfig}`, "get", "pods"])).code === 0;
  expect(await may()).toBe(false);
  await cluster.kubectl(["create", "rolebinding", "readers", "--clusterrole=view", "--group=readers"]);
  await eventually("the right to read", async () => ((await may()) ? true : undefined));
  expect((await cluster.tryKubectl([`--kubeconfig=${kubeconfig}`, "get", "secrets"])).stderr).toContain("forbidden");
});

test("kinds of other projects can be added", async () => {
  expect(await cluster.kubectl(["api-resources"])).not.toContain("gateway.networking.k8s.io");
  await cluster.define("cert-manager", "gateway-api", "prometheus-operator");
  const kinds = await cluster.kubectl(["api-resources"]);
  for (const kind of ["Certificate", "HTTPRoute", "ServiceMonitor", "PodMonitor"])
    expect(kinds).toContain(` ${kind}\n`);
});

test("nobody without a certificate of the cluster gets anything out of it or its store", async () => {
  const ca = readFileSync(join(folder(), "secrets", "ca.crt"), "utf8");
  const { Api } = await import("../../lab/kubernetes/api");
  const { hostname, port } = new URL(cluster.server);
  await expect(new Api({ hostname, port, ca }).ask("GET", "/version")).rejects.toThrow("Unauthorized");
  const etcd = daemons().find(({ name }) => name === "etcd")?.pid;
  const line = readFileSync(`/proc/${etcd}/cmdline`, "utf8");
  const store = /--listen-client-urls=https:\/\/([\d.]+):(\d+)/.exec(line);
  await expect(new Api({ hostname: store?.[1], port: store?.[2], ca }).ask("GET", "/version")).rejects.toThrow();
});

test("in a lab's network it is reached from there only, and goes with the lab", async () => {
  const lab = places("parley-test-cluster");
  await down(lab);
  try {
    await makeNetwork(lab);
    const { server, kubectl } = await labCluster(lab);
    expect(server).toBe("https://172.16.10.2:6443");
    expect(await kubectl(["get", "--raw=/readyz"])).toBe("ok");
    expect(processes(lab).length).toBeGreaterThanOrEqual(6);
  } finally {
    await down(lab);
  }
  expect([processes(lab), namespaces(lab), files(lab)]).toEqual([[], [], []]);
});

test("after a crash it is started anew, and stopping leaves neither process nor file", async () => {
  const before = daemons();
  expect(
    before
      .filter(running)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["cloud", "etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"]);
  // Two end by themselves, the others are left behind.
  for (const one of before.slice(0, 2)) process.kill(one.pid, "SIGKILL");
  cluster = await startCluster({ folder: folder(), nodes: 1 });
  expect(before.filter(running)).toEqual([]);
  expect((await get<{ items: unknown[] }>("nodes")).items).toHaveLength(1);
  const after = daemons();
  await cluster.stop();
  expect(after.filter(running)).toEqual([]);
  expect(existsSync(folder())).toBe(false);
});
