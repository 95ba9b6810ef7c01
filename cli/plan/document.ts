/** The plan as data: what `--json` prints, what every other form of the plan is made from, and what `--diff` compares. */
import type { Deployment } from "../../components/deployment";
import type { DnsRecordSpec, PlannedResource, PlannedSecret } from "../../components/planned";
import type { HostRole, PlacedFile, ReleaseCommands } from "../../components/remote/release";
import { edgeIsService, type Settings, serviceAddress } from "../../settings/settings";
import type { Flow, HttpRoute, KernelSetting, MediaPort, Timer } from "../../workloads/model";
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
  readonly releases: readonly PlannedRelease[];
  readonly secrets: readonly (PlannedSecret & { readonly usedBy: readonly string[] })[];
  readonly dnsRecords: readonly DnsRecordSpec[];
  readonly resources: readonly PlannedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];
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
  readonly media: readonly MediaPort[];
  readonly flows: readonly Flow[];
  readonly timers: readonly Timer[];
  readonly kernel: readonly KernelSetting[];
}

export interface PlannedService {
  readonly name: string;
  readonly title: string;
  readonly image: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly replicas: number;
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
      services: workload.services.map(({ name, title, image, replicas, resources }) => ({
        ...{ name, title, image, replicas, cpus: resources.cpus, memoryMiB: resources.memoryMiB },
      })),
      routes: workload.routes,
      media: workload.media,
      flows: workload.flows,
      timers: workload.timers,
      kernel: workload.kernel,
    },
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
    secrets: deployment.secrets.map((secret) => ({ ...secret, usedBy: uses.get(secret.name) ?? [] })),
    dnsRecords: deployment.dnsRecords,
    resources: deployment.resources,
    outputs: deployment.outputs,
    notices: deployment.notices,
  };
}

function machines(settings: Settings): PlannedMachine[] {
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
