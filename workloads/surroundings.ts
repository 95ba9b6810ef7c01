/** What workloads have to know of the machines around them. */
import { fixedPublicAddress, type Settings } from "../settings/settings";
import type { KernelSetting } from "./model";
import { fact, type Value } from "./value";

/** The address under which the internet reaches media ports: fixed, a fact of the deployment, or unknown. */
export function publicAddress(settings: Settings): Value | undefined {
  return fixedPublicAddress(settings) ?? (settings.dns?.address === "dynamic" ? fact("publicAddress") : undefined);
}

/** How many of a service that only answers HTTP: one on a machine. */
export const webReplicas = (settings: Settings): number =>
  settings.platform === "kubernetes" ? settings.kubernetes.webReplicas : 1;

/** Says where kernel settings belong: a container cannot set them itself. */
export const kernelNotice = (settings: Settings, kernel: readonly KernelSetting[]): string =>
  `For many participants, set these on ${kernelOwner(settings)}: ${kernel.map(({ key, value }) => `${key}=${value}`).join(", ")}. A container cannot set them itself.`;

function kernelOwner(settings: Settings): string {
  if (settings.platform === "kubernetes") return "the cluster's nodes";
  return settings.platform === "proxmox" ? `the Proxmox node ${settings.proxmox.node}` : "the Docker host";
}
