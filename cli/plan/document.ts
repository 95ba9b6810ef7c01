/** The plan as data: what `--json` prints, what every other form of the plan is made from, and what `--diff` compares. */
import type { Deployment } from "../../components/deployment";
import { manifestText } from "../../components/kubernetes/manifestText";
import type { DnsRecordSpec, PlannedResource, PlannedSecret } from "../../components/planned";
import type { HostRole, PlacedFile, ReleaseCommands } from "../../components/remote/release";
import type { Requirement } from "../../provider/cluster/requirement";
import {
  edgeHasWork,
  edgeIsService,
  instanceOf,
  type KubernetesSettings,
  type Settings,
  serviceAddress,
} from "../../settings/settings";
import type { Capacity } from "../../workloads/capacity";
import type {
  Flow,
  Handover,
  HttpRoute,
  KernelSetting,
  MediaPort,
  ServiceGroup,
  Timer,
  TlsRoute,
} from "../../workloads/model";
import { display } from "../../workloads/value";
import { secretUses } from "./secretUses";

/** Values are as people may read them: secrets and facts are references such as `{{secret:jvbAuth}}`. */
export interface PlanDocument {
  /** Raised when a reader of an older plan could no longer make sense of it. */
  readonly format: 1;
  /** The configuration as the user knows it: a stack's name or a file. */
  readonly config: string;
  readonly instance: string;
  readonly url: string;
  readonly service: string;
  readonly platform: string;
  readonly settings: unknown;
  readonly machines: readonly PlannedMachine[];
  readonly workload: PlannedWorkload;
  /** Ports that the internet has to reach, past the reverse proxy. */
  readonly open: readonly MediaPort[];
  readonly releases: readonly PlannedRelease[];
  /** What is put into a cluster, in order; absent on other platforms. */
  readonly cluster?: PlannedCluster;
  readonly secrets: readonly (PlannedSecret & { readonly usedBy: readonly string[] })[];
  readonly dnsRecords: readonly DnsRecordSpec[];
  readonly resources: readonly PlannedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** How many people it should carry. */
  readonly capacity: Capacity;
  readonly notices: readonly string[];
}

export interface PlannedCluster {
  readonly namespace: string;
  /** Path of the kubeconfig, when the settings name one. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly requirements: readonly Requirement[];
  readonly objects: readonly PlannedObject[];
}

export interface PlannedObject {
  /** `deployment/web`. */
  readonly id: string;
  readonly title: string;
  /** YAML; secrets, and what only the cluster knows, as references. */
  readonly content: string;
}

export interface PlannedMachine {
  /** One machine may be both. */
  readonly roles: readonly HostRole[];
  readonly title: string;
  readonly addresses: readonly string[];
  /** What sends HTTP requests on, where the machine is the edge. */
  readonly proxy?: string;
}

export interface PlannedWorkload {
  readonly name: string;
  readonly services: readonly PlannedService[];
  readonly routes: readonly HttpRoute[];
  readonly tlsRoutes: readonly TlsRoute[];
  readonly media: readonly MediaPort[];
  readonly flows: readonly Flow[];
  readonly timers: readonly Timer[];
  readonly kernel: readonly KernelSetting[];
  readonly handovers: readonly Handover[];
}

export interface PlannedService {
  readonly name: string;
  readonly title: string;
  readonly image: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly replicas: number;
  readonly regionOf?: ServiceGroup;
}

export interface PlannedRelease {
  readonly name: string;
  readonly host: HostRole;
  readonly title: string;
  /** Hash of the content. */
  readonly id: string;
  readonly files: readonly PlannedFile[];
  readonly placed: readonly PlacedFile[];
  readonly commands: ReleaseCommands;
}

export interface PlannedFile {
  readonly path: string;
  /** Octal, as `0640`. */
  readonly mode: string;
  /** `uid:gid`. */
  readonly owner: string;
  readonly content: string;
}

export function planDocument(config: string, deployment: Deployment): PlanDocument {
  const { settings, workload } = deployment;
  const uses = secretUses(deployment);
  return {
    format: 1,
    config,
    instance: deployment.instance,
    url: `https://${settings.domain}`,
    service: settings.service,
    platform: settings.platform,
    settings: withoutCiphertext(settings),
    machines: machines(settings),
    workload: {
      name: workload.name,
      services: workload.services.map(({ name, title, image, replicas, resources, regionOf }) => ({
        ...{ name, title, image, replicas, cpus: resources.cpus, memoryMiB: resources.memoryMiB },
        ...(regionOf ? { regionOf } : {}),
      })),
      routes: workload.routes,
      tlsRoutes: workload.tlsRoutes,
      media: workload.media,
      flows: workload.flows,
      timers: workload.timers,
      kernel: workload.kernel,
      handovers: workload.handovers,
    },
    open: settings.platform === "kubernetes" ? deployment.cluster.media : workload.media,
    releases: deployment.releases.map((release) => ({
      name: release.name,
      host: release.host,
      title: release.title,
      id: release.id,
      files: release.files.map((file) => ({
        path: file.path,
        mode: `0${file.mode.toString(8)}`,
        owner: file.owner ? `${file.owner.uid}:${file.owner.gid}` : "0:0",
        content: display(file.content),
      })),
      placed: release.placed,
      commands: release.commands,
    })),
    ...(settings.platform === "kubernetes" ? { cluster: cluster(settings, deployment) } : {}),
    secrets: deployment.secrets.map((secret) => ({ ...secret, usedBy: uses.get(secret.name) ?? [] })),
    dnsRecords: deployment.dnsRecords,
    resources: deployment.resources,
    outputs: deployment.outputs,
    capacity: deployment.capacity,
    notices: deployment.notices,
  };
}

const cluster = (settings: KubernetesSettings, { cluster: { requirements, objects } }: Deployment): PlannedCluster => ({
  namespace: namespaceOf(settings),
  ...(settings.kubernetes.kubeconfig === undefined ? {} : { kubeconfig: settings.kubernetes.kubeconfig }),
  ...(settings.kubernetes.context === undefined ? {} : { context: settings.kubernetes.context }),
  requirements,
  objects: objects.map(({ id, title, manifest }) => ({
    id,
    title,
    content: manifestText(manifest),
  })),
});

const namespaceOf = (settings: KubernetesSettings): string => settings.kubernetes.namespace ?? instanceOf(settings);

/** The ingress controller is part of the cluster; an edge host only forwards media, or keeps a dynamic record. */
function clusterMachines(settings: KubernetesSettings): PlannedMachine[] {
  const { context, ingress, media } = settings.kubernetes;
  const inside: PlannedMachine = {
    roles: edgeHasWork(settings) ? ["service"] : ["edge", "service"],
    title: `Namespace ${namespaceOf(settings)}`,
    addresses: [
      context ?? "current context",
      ...(edgeHasWork(settings) || media.address === undefined ? [] : [media.address]),
    ],
    proxy: ingress.kind,
  };
  if (!settings.edge || !edgeHasWork(settings)) return [inside];
  const outside = [media.address ?? "dynamic address", settings.edge.host];
  return [{ roles: ["edge"], title: "Edge", addresses: [...new Set(outside)] }, inside];
}

function machines(settings: Settings): PlannedMachine[] {
  if (settings.platform === "kubernetes") return clusterMachines(settings);
  const { host, proxy } = settings.edge;
  const address = serviceAddress(settings);
  const outside = settings.dns ? [settings.dns.address === "dynamic" ? "dynamic address" : settings.dns.address] : [];
  const service: PlannedMachine = {
    roles: ["service"],
    title: settings.platform === "proxmox" ? `Container ${settings.proxmox.vmId} on ${settings.proxmox.node}` : "Host",
    addresses: [address],
  };
  const edge = { proxy, addresses: [...new Set([...outside, host])] };
  if (edgeIsService(settings)) return [{ ...service, ...edge, roles: ["edge", "service"] }];
  return [{ roles: ["edge"], title: "Edge", ...edge }, service];
}

/** Ciphertext helps nobody, and a plan may be published. */
const withoutCiphertext = (settings: Settings): unknown => ({
  ...settings,
  credentials: Object.fromEntries(
    Object.entries(settings.credentials)
      .filter(([, value]) => value !== undefined)
      .map(([name]) => [name, `{{secret:credentials.${name}}}`]),
  ),
});
