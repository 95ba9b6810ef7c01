/** The whole program on a lab's cluster with everything that an operator's cluster would have, and questions to it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../../cli/root";
import type { KubernetesObject } from "../../../lab/kubernetes/api";
import { type Cluster, startCluster } from "../../../lab/kubernetes/cluster";
import type { Definitions } from "../../../lab/kubernetes/definitions";
import type { NodeCluster } from "../../../lab/kubernetes/node/nodeCluster";
import { storageClass } from "../../../lab/kubernetes/storageClass";
import { ProgramStack } from "../../../lab/stack/programStack";
import type { Operation } from "../../../lab/stack/scratchStack";
import { execute, type Result } from "../../../lab/world/command";
import { rawOf } from "../../support/stackFiles";

export type Settings = Readonly<Record<string, unknown>>;

export interface Pod {
  readonly name: string;
  readonly service: string;
  readonly uid: string;
  readonly ready: boolean;
  readonly image: string;
}

/** An example's settings, without the prefix. */
export const example = (name: string): Settings => rawOf(`examples/${name}`);

/** A cluster with the kinds and classes of other projects that the examples name. */
export class TestCluster {
  private constructor(
    readonly cluster: Cluster,
    readonly stop: () => Promise<void>,
    /** Words before a command that reaches the cluster. */
    private readonly enter: readonly string[] = [],
  ) {}

  /** With simulated nodes in two regions. */
  static async start(): Promise<TestCluster> {
    const folder = mkdtempSync(join(tmpdir(), "parley-kubernetes-"));
    const cluster = await startCluster({ folder: join(folder, "cluster"), nodes: 4 });
    await furnish(cluster, ["cert-manager", "gateway-api", "prometheus-operator", "traefik"]);
    await cluster.kubectl(["label", "nodes", "--all", "parley.dev/bridges=true"]);
    for (const [region, ...nodes] of [
      ["eu-north-1", "node-1", "node-2"],
      ["us-east-1", "node-3", "node-4"],
    ])
      await cluster.kubectl(["label", "--overwrite", "nodes", ...nodes, `topology.kubernetes.io/region=${region}`]);
    return new TestCluster(cluster, async () => {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** With one real node, for ingress-nginx and cert-manager, whose programs are not there. */
  static async around(node: NodeCluster): Promise<TestCluster> {
    await furnish(node.cluster, ["cert-manager"]);
    return new TestCluster(node.cluster, () => node.stop(), node.enterNetwork);
  }

  /** A stack that is not up yet; the operator's access is a credential, beside others that the settings need. */
  program(settings: Settings, credentials: Readonly<Record<string, string>> = {}): Promise<ProgramStack> {
    const { kubeconfig, context, ...kubernetes } = settings.kubernetes as Settings;
    return ProgramStack.make({
      hosted: true,
      enter: this.enter,
      settings: { ...settings, kubernetes },
      credentials: { ...credentials, kubeconfig: readFileSync(this.cluster.kubeconfig, "utf8") },
    });
  }

  /** `npm run preflight` with the stack's settings, as an operator calls it. */
  preflight(stack: ProgramStack, ...options: string[]): Promise<Result> {
    const access = [`--kubeconfig=${this.cluster.kubeconfig}`, ...options];
    const argv = [...this.enter, process.execPath, "bin/parley.mjs", "preflight", stack.program.stackFile, ...access];
    return execute(argv, { cwd: projectRoot() });
  }

  /** Pods of Parley's, without those that are about to go. */
  async pods(): Promise<Pod[]> {
    const items = (
      await this.list("pods", "--all-namespaces", "--selector=app.kubernetes.io/managed-by=parley")
    ).filter(({ metadata }) => metadata.deletionTimestamp === undefined) as unknown as PodObject[];
    return items.map(({ metadata, spec, status }) => ({
      name: metadata.name,
      service: metadata.labels["app.kubernetes.io/name"] ?? "",
      uid: metadata.uid,
      image: spec.containers[0]?.image ?? "",
      ready: status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false,
    }));
  }

  /** Identities of the pods of each service. */
  async identities(): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    for (const { service, uid } of await this.pods()) found[service] = [...(found[service] ?? []), uid].sort();
    return found;
  }

  async list(...what: string[]): Promise<KubernetesObject[]> {
    const { items } = JSON.parse(await this.cluster.kubectl(["get", ...what, "--output=json"])) as {
      items: KubernetesObject[];
    };
    return items;
  }

  /** Everything in the cluster that says that it is Parley's, with its namespace. */
  async ours(): Promise<string[]> {
    const kinds = (await this.cluster.kubectl(["api-resources", "--verbs=list", "--output=name"])).trim().split("\n");
    const kept = kinds.filter((kind) => !/^events/.test(kind)).join(",");
    const objects = await this.list(kept, "--all-namespaces", "--selector=app.kubernetes.io/managed-by=parley");
    return objects.map(({ kind, metadata: { namespace = "", name } }) => `${kind} ${namespace}/${name}`).sort();
  }
}

/** Names of what an operation did to the cluster's objects: `update deployment-web`. */
export const touched = ({ steps }: Operation): string[] =>
  steps
    .filter(({ op, type }) => op !== "same" && type.startsWith("kubernetes:") && !type.includes("pulumi:providers"))
    .map(({ op, name }) => `${op} ${name.replace(/^(jitsi|matrixrtc)-kubernetes-/, "")}`)
    .sort();

/** How many resources an operation found or made different, by what happened to them. */
export function changed({ changes }: Operation): Readonly<Record<string, number>> {
  const { same, ...others } = changes;
  return others;
}

/** Makes the kinds known, and what operators' clusters hold of them that Parley only refers to. */
async function furnish(cluster: Cluster, names: readonly Definitions[]): Promise<void> {
  await cluster.define(...names);
  if (names.includes("gateway-api")) await cluster.kubectl(["create", "namespace", "gateway"]);
  const known = around.filter(({ apiVersion }) => {
    const kinds = definers[apiVersion.split("/")[0] ?? ""];
    return kinds === undefined || names.includes(kinds);
  });
  await cluster.create(known);
}

/** Who defines the kinds of a group. */
const definers: Readonly<Record<string, Definitions>> = {
  "cert-manager.io": "cert-manager",
  "gateway.networking.k8s.io": "gateway-api",
};

interface PodObject {
  readonly metadata: { readonly name: string; readonly uid: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const around: readonly KubernetesObject[] = [
  ...["nginx", "traefik"].map((name) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    metadata: { name },
    spec: { controller: `simulated.parley.example/${name}` },
  })),
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "GatewayClass",
    metadata: { name: "traefik" },
    spec: { controllerName: "simulated.parley.example/traefik" },
  },
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name: "public", namespace: "gateway" },
    spec: { gatewayClassName: "traefik", listeners: [{ name: "https", port: 443, protocol: "HTTPS" }] },
  },
  {
    apiVersion: "cert-manager.io/v1",
    kind: "ClusterIssuer",
    metadata: { name: "letsencrypt" },
    spec: { selfSigned: {} },
  },
  { ...storageClass, metadata: { name: "local-path" } },
  { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name: "conferences" }, value: 1000 },
  // Only that the group is there: nothing serves these metrics, so the autoscaler keeps to its least.
  {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: "standins.custom.metrics.k8s.io",
      annotations: { "api-approved.kubernetes.io": "unapproved, a stand-in of a test" },
    },
    spec: {
      group: "custom.metrics.k8s.io",
      names: { kind: "StandIn", plural: "standins" },
      scope: "Cluster",
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
    },
  },
];
