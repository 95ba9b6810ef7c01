/** The container's arguments, as plain data in the provider's own terms (bpg's `proxmox_virtual_environment_container`). */
import { homeserverDirectory, homeserverMount } from "../../settings/homeserver";
import { instanceOf, type ProxmoxSection, type Settings } from "../../settings/settings";

export type ProxmoxSettings = Extract<Settings, { platform: "proxmox" }>;

/** File name of the template on the node. */
export const templateFileName = (section: ProxmoxSection): string => section.template.url.split("/").at(-1) ?? "";

/** Arguments of `proxmoxve.download.File`. */
export function templateArgs({ proxmox }: ProxmoxSettings) {
  return {
    nodeName: proxmox.node,
    datastoreId: proxmox.templateStorage,
    contentType: "vztmpl",
    url: proxmox.template.url,
    fileName: templateFileName(proxmox),
    checksum: proxmox.template.checksum,
    checksumAlgorithm: "sha512",
    // The provider's default replaces the file, and with it the container, as soon as upstream's size changes (bpg#2474).
    overwrite: false,
    overwriteUnmanaged: proxmox.template.adopt,
  };
}

/** Arguments of `proxmoxve.ContainerLegacy`, without the template's id, which only the download knows. */
export function containerArgs(settings: ProxmoxSettings) {
  const { proxmox, service } = settings;
  return {
    nodeName: proxmox.node,
    vmId: proxmox.vmId,
    description: `${proxmox.description}\nhttps://${settings.domain}`,
    // Proxmox sorts tags; unsorted ones would be a change on every `up`.
    tags: [...new Set([...proxmox.tags, instanceOf(settings)])].sort(),
    unprivileged: proxmox.unprivileged,
    // Anyone but root@pam may set nesting and nothing else, so the others are left out unless asked for.
    features: { nesting: proxmox.nesting, ...(proxmox.keyctl ? { keyctl: true } : {}) },
    cpu: { cores: proxmox.cores },
    memory: { dedicated: proxmox.memory, swap: proxmox.swap },
    disk: { datastoreId: proxmox.storage, size: proxmox.disk },
    networkInterfaces: [
      { name: "eth0", bridge: proxmox.bridge, ...(proxmox.vlan === undefined ? {} : { vlanId: proxmox.vlan }) },
    ],
    initialization: {
      hostname: proxmox.hostname ?? service,
      // Static, so that nothing has to wait for an address: the wait can end with a link-local one (bpg#2261).
      ipConfigs: [{ ipv4: { address: proxmox.address, gateway: proxmox.gateway } }],
      dns: {
        servers: proxmox.dnsServers,
        ...(proxmox.searchDomain === undefined ? {} : { domain: proxmox.searchDomain }),
      },
      userAccount: { keys: proxmox.sshKeys },
    },
    // Settled at creation: adding a mount point later replaces the container (bpg#2995).
    mountPoints: mountPoints(settings),
    startOnBoot: proxmox.startOnBoot,
    started: true,
    ...(proxmox.startOrder === undefined && proxmox.startDelay === undefined
      ? {}
      : { startup: { order: proxmox.startOrder ?? -1, upDelay: proxmox.startDelay ?? -1 } }),
    protection: proxmox.protect,
  };
}

/** Directories of the node that outlive the container. */
function mountPoints(settings: ProxmoxSettings): { volume: string; path: string }[] {
  if (settings.service === "matrixrtc") {
    const volume = homeserverDirectory(settings);
    return volume === undefined ? [] : [{ volume, path: homeserverMount }];
  }
  const { recording, jitsi } = settings;
  return recording ? [{ volume: recording.directory, path: jitsi.recordingsMount }] : [];
}
