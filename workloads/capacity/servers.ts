/** The services that carry media, as the workload describes them. */
import type { KubernetesSettings, Settings } from "../../settings/settings";
import type { Workload } from "../model";

export interface Servers {
  /** For people: `Video bridge`. */
  readonly title: string;
  /** As many as there may be, where their number follows the load. */
  readonly count: number;
  /** Processor limit of each, cores. */
  readonly cpus: number;
}

/** @param name of the service, or of the group of services that differ in their region alone. */
export function serversOf(workload: Workload, name: string): Servers {
  const found = workload.services.filter((one) => (one.regionOf?.name ?? one.name) === name);
  if (found[0] === undefined) throw new Error(`workload ${workload.name} has no service ${name}`);
  return {
    title: found[0].regionOf?.title ?? found[0].title,
    count: found.reduce((sum, { replicas, scale }) => sum + (scale?.max ?? replicas), 0),
    cpus: Math.min(...found.map(({ resources }) => resources.cpus)),
  };
}

/** Cores that a server has: its limit, or fewer where its machine has fewer. */
export const coresOf = (settings: Settings, { cpus }: Servers): number =>
  settings.platform === "proxmox" ? Math.min(cpus, settings.proxmox.cores) : cpus;

/** Says which settings give a server that many cores. */
export const coresSetting =
  (settings: Settings, setting: string) =>
  (count: number): string =>
    settings.platform === "proxmox" && settings.proxmox.cores < count
      ? `\`${setting}: ${count}\` and \`proxmox.cores: ${count}\``
      : `\`${setting}: ${count}\``;

/** Says which setting makes that many servers in a cluster. */
export function serversSetting({ kubernetes }: KubernetesSettings): (count: number) => string {
  const { regions, autoscale } = kubernetes.bridges;
  const setting = autoscale ? "kubernetes.bridges.autoscale.max" : "kubernetes.bridges.count";
  return (count) => `\`${setting}: ${Math.ceil(count / (regions?.length ?? 1))}\``;
}
