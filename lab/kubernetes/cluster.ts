/** A Kubernetes cluster of real control-plane programs; nodes, pods, load balancers and volumes are simulated. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onPath } from "../build/program";
import { Authority } from "../world/authority";
import { execute, must } from "../world/command";
import { nodeDaemon, provideDaemon } from "../world/daemons";
import { freePort } from "../world/freePort";
import type { Ground } from "../world/places";
import { known, running } from "../world/state";
import { eventually } from "../world/wait";
import type { KubernetesObject } from "./api";
import type { CloudConfig, VolumeFolder } from "./cloud/config";
import { type Addresses, apiServer, type ComponentFiles, controllers, etcd, kwok, scheduler } from "./components";
import { type Definitions, definitionFiles } from "./definitions";
import { kubeconfig, tokenKey } from "./kubeconfig";
import { apiServiceAddress, nodes } from "./nodes";
import { kubernetesProgram } from "./program";
import { kwokConfiguration } from "./stages";
import { storageClass } from "./storageClass";

export interface ClusterOptions {
  /** The cluster's own folder: what is in it is removed, at the start and at the end. */
  readonly folder: string;
  /** Simulated ones; three unless told. With none, nobody pretends to run pods. */
  readonly nodes?: number;
  /** Of a real node; without it, volumes are simulated. */
  readonly volumes?: VolumeFolder;
  /** Where it is when not on free ports of the machine's loopback address. */
  readonly place?: Addresses & {
    /** Words before each command, like `["nsenter", "--net=/run/netns/lab"]`. */
    readonly enter: readonly string[];
  };
}

/** A cluster that answers, with all nodes Ready. */
export class Cluster {
  constructor(
    /** Path of the administrator's kubeconfig. */
    readonly kubeconfig: string,
    readonly server: string,
    private readonly ground: Ground,
    private readonly authority: Authority,
    private readonly program: readonly string[],
  ) {}

  /** Standard output of kubectl, as the administrator, which has to succeed. */
  kubectl = (args: readonly string[], input?: string): Promise<string> => must(this.command(args), { input });

  /** The same, whatever its exit code. */
  tryKubectl = (args: readonly string[], input?: string) => execute(this.command(args), { input });

  /** Makes objects of our own, which are not in need of the server's schemas to be understood. */
  async create(items: readonly KubernetesObject[]): Promise<void> {
    await this.kubectl(
      ["create", "--validate=false", "-f", "-"],
      JSON.stringify({ apiVersion: "v1", kind: "List", items }),
    );
  }

  /** Makes kinds known; what would act on their objects is not there. */
  async define(...names: readonly Definitions[]): Promise<void> {
    // All at once: the server works out the schemas of everything that it has whenever some are added.
    const files = await definitionFiles(names);
    await this.kubectl(["create", "--validate=false", ...files.map((file) => `--filename=${file}`)]);
    await this.kubectl(["wait", "--for=condition=Established", "--timeout=30s", "--all", "customresourcedefinitions"]);
  }

  /** Path of a kubeconfig for somebody who may do what RBAC allows, which is nothing at first. */
  async user(name: string, groups: readonly string[] = []): Promise<string> {
    const file = join(this.ground.secrets, `${name}.kubeconfig`);
    return written(file, kubeconfig(this.server, this.authority, await this.authority.client(name, groups)));
  }

  /** Path of the certificate of the authority that everybody in the cluster trusts. */
  get certificate(): string {
    return this.authority.cert;
  }

  /** Ends it; nothing of it stays. */
  stop = (): Promise<void> => removeCluster(this.ground.folder);

  /** kubectl as the administrator, where the cluster can be reached. */
  command = (args: readonly string[]): string[] => [
    ...this.program,
    "kubectl",
    `--kubeconfig=${this.kubeconfig}`,
    ...args,
  ];
}

/** Starts a cluster in a folder, and first ends one that a crash has left there. Seconds, once everything is built. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const kubernetes = await kubernetesProgram();
  const etcdProgram = onPath("etcd");
  if (!etcdProgram) throw new Error("there is no etcd on PATH: Debian's package is etcd-server");
  await removeCluster(options.folder);
  const ground = groundOf(options.folder);
  mkdirSync(ground.secrets, { recursive: true, mode: 0o700 });
  try {
    return await start(options, ground, kubernetes, etcdProgram);
  } catch (error) {
    const said = lastWords(ground);
    await removeCluster(options.folder);
    throw new Error(`the cluster did not start: ${error instanceof Error ? error.message : String(error)}${said}`);
  }
}

/** Ends the cluster of a folder, whoever started it, and removes the folder. */
export async function removeCluster(folder: string): Promise<void> {
  const left = known(groundOf(folder)).filter(running);
  for (const one of left) process.kill(one.pid, "SIGKILL");
  await eventually("the end of the cluster", async () => (left.some(running) ? undefined : true), { every: 20 });
  rmSync(folder, { recursive: true, force: true });
}

const groundOf = (folder: string): Ground => ({
  folder,
  state: join(folder, "state.json"),
  secrets: join(folder, "secrets"),
  logs: join(folder, "log"),
});

async function start(options: ClusterOptions, ground: Ground, kubernetes: string, etcdProgram: string) {
  const place = options.place ?? {
    enter: [],
    address: "127.0.0.1",
    ports: { api: await freePort(), etcd: await freePort(), etcdPeer: await freePort() },
  };
  const authority = new Authority(ground.secrets, { name: "parley-lab-cluster" });
  const files = await prepare(ground, authority, place, { kubernetes, etcd: etcdProgram });
  const daemon = ({ name, argv }: { name: string; argv: readonly string[] }) =>
    provideDaemon(ground, { name, argv, enter: place.enter });
  for (const component of [etcd, apiServer]) await daemon(component(files, place));
  const cluster = new Cluster(files.kubeconfigs.kwok, serverUrl(place), ground, authority, [
    ...place.enter,
    kubernetes,
  ]);
  const admin = await authority.client("admin", ["system:masters"]);
  const identity = ["--cacert", authority.cert, "--cert", admin.cert, "--key", admin.key];
  const ready = ["curl", "--silent", "--show-error", "--fail", "--max-time", "5", ...identity];
  // kubectl takes ten times as long to start.
  await eventually("the API server", () => must([...place.enter, ...ready, `${serverUrl(place)}/readyz`]), {
    every: 100,
  });
  const count = options.nodes ?? 3;
  for (const component of [controllers, scheduler, ...(count > 0 ? [kwok] : [])]) await daemon(component(files));
  const text = (file: string) => readFileSync(file, "utf8");
  const config: CloudConfig = {
    connection: {
      hostname: place.address,
      port: place.ports.api,
      ca: text(authority.cert),
      cert: text(admin.cert),
      key: text(admin.key),
    },
    volumes: options.volumes,
  };
  await nodeDaemon(ground, { name: "cloud", enter: place.enter, entry: "lab/kubernetes/cloud/main.ts", config });
  await cluster.create([...nodes(count), storageClass]);
  if (count > 0) await cluster.kubectl(["wait", "--for=condition=Ready", "--timeout=30s", "nodes", "--all"]);
  // Without it no pod of the namespace could start.
  await cluster.kubectl(["wait", "--for=create", "--timeout=30s", "serviceaccount/default"]);
  return cluster;
}

async function prepare(
  ground: Ground,
  authority: Authority,
  place: Addresses,
  programs: { readonly kubernetes: string; readonly etcd: string },
): Promise<ComponentFiles> {
  await authority.prepare();
  const names = [`IP:${place.address}`, `IP:${apiServiceAddress}`, "DNS:localhost", "DNS:kubernetes.default.svc"];
  const config = async (user: string, groups: readonly string[] = []) =>
    written(
      join(ground.secrets, `${user.replace(/.*:/, "")}.kubeconfig`),
      kubeconfig(serverUrl(place), authority, await authority.client(user, groups)),
    );
  const [server, etcdClient, kubeletClient, key, controllersConfig, schedulerConfig, kwokConfig] = await Promise.all([
    authority.server("server", names),
    authority.client("etcd-client"),
    authority.client("kubelet-client", ["system:masters"]),
    tokenKey(ground.secrets),
    config("system:kube-controller-manager"),
    config("system:kube-scheduler"),
    config("admin", ["system:masters"]),
  ]);
  return {
    ...programs,
    folder: ground.folder,
    authority,
    server,
    etcdClient,
    kubeletClient,
    tokenKey: key,
    kwokConfiguration: written(join(ground.folder, "kwok.yaml"), kwokConfiguration()),
    kubeconfigs: { controllers: controllersConfig, scheduler: schedulerConfig, kwok: kwokConfig },
  };
}

const serverUrl = ({ address, ports }: Addresses): string => `https://${address}:${ports.api}`;

function written(file: string, text: string): string {
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** What the programs that have ended said last. */
function lastWords(ground: Ground): string {
  return known(ground)
    .filter((one) => !running(one))
    .map(({ name }) => {
      const log = join(ground.logs, `${name}.log`);
      const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").slice(-3) : [];
      return `\n${name} has ended: ${lines.join("\n")}`;
    })
    .join("");
}
