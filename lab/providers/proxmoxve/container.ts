/** An LXC container on Proxmox VE. */
import { randomInt } from "node:crypto";
import type { ContainerLegacyArgs } from "@muhlba91/pulumi-proxmoxve/containerLegacy";
import type * as sdk from "@muhlba91/pulumi-proxmoxve/types/input";
import { z } from "zod";
import {
  type Fields,
  flag,
  map,
  number,
  object,
  objects,
  required,
  text,
  texts,
} from "../../../provider/protocol/fields";
import type { Plain, ResourceType } from "../../../provider/protocol/resourceType";
import { isRecord } from "../../../provider/protocol/values";

const address = object({ address: text, gateway: text });
const firstFree = 100;

const fields = {
  clone: object({
    datastoreId: text,
    full: flag,
    nodeName: text,
    vmId: required.number,
  } satisfies Fields<sdk.ContainerLegacyClone>),
  console: object({ enabled: flag, ttyCount: number, type: text } satisfies Fields<sdk.ContainerLegacyConsole>),
  cpu: object({
    architecture: text,
    cores: number,
    limit: number,
    units: number,
  } satisfies Fields<sdk.ContainerLegacyCpu>),
  description: text,
  devicePassthroughs: objects({
    denyWrite: flag,
    gid: number,
    mode: text,
    path: required.text,
    uid: number,
  } satisfies Fields<sdk.ContainerLegacyDevicePassthrough>),
  disk: object({
    acl: flag,
    datastoreId: text,
    mountOptions: texts,
    pathInDatastore: text,
    quota: flag,
    replicate: flag,
    size: number,
  } satisfies Fields<sdk.ContainerLegacyDisk>),
  environmentVariables: map,
  features: object({
    fuse: flag,
    keyctl: flag,
    mknod: flag,
    mounts: texts,
    nesting: flag,
  } satisfies Fields<sdk.ContainerLegacyFeatures>),
  hookScriptFileId: text,
  idmaps: objects({
    containerId: required.number,
    hostId: required.number,
    size: required.number,
    type: z.enum(["uid", "gid"]),
  } satisfies Fields<sdk.ContainerLegacyIdmap>),
  initialization: object({
    dns: object({ domain: text, server: text, servers: texts } satisfies Fields<sdk.ContainerLegacyInitializationDns>),
    entrypoint: text,
    hostname: text,
    ipConfigs: objects({ ipv4: address, ipv6: address } satisfies Fields<sdk.ContainerLegacyInitializationIpConfig>),
    userAccount: object({ keys: texts, password: text } satisfies Fields<sdk.ContainerLegacyInitializationUserAccount>),
  } satisfies Fields<sdk.ContainerLegacyInitialization>),
  memory: object({ dedicated: number, swap: number } satisfies Fields<sdk.ContainerLegacyMemory>),
  mountPoints: objects({
    acl: flag,
    backup: flag,
    mountOptions: texts,
    path: required.text,
    pathInDatastore: text,
    quota: flag,
    readOnly: flag,
    replicate: flag,
    shared: flag,
    size: text,
    volume: required.text,
  } satisfies Fields<sdk.ContainerLegacyMountPoint>),
  networkInterfaces: objects({
    bridge: text,
    enabled: flag,
    firewall: flag,
    hostManaged: flag,
    macAddress: text,
    mtu: number,
    name: required.text,
    rateLimit: number,
    vlanId: number,
  } satisfies Fields<sdk.ContainerLegacyNetworkInterface>),
  nodeName: required.text,
  operatingSystem: object({
    templateFileId: required.text,
    type: text,
  } satisfies Fields<sdk.ContainerLegacyOperatingSystem>),
  poolId: text,
  protection: flag,
  startOnBoot: flag,
  started: flag,
  startup: object({ downDelay: number, order: number, upDelay: number } satisfies Fields<sdk.ContainerLegacyStartup>),
  tags: texts,
  template: flag,
  timeoutClone: number,
  timeoutCreate: number,
  timeoutDelete: number,
  timeoutStart: number,
  timeoutUpdate: number,
  unprivileged: flag,
  vmId: z.int().min(firstFree).optional(),
  waitForIp: object({ ipv4: flag, ipv6: flag } satisfies Fields<sdk.ContainerLegacyWaitForIp>),
} satisfies Fields<ContainerLegacyArgs>;

export const container: ResourceType = {
  inputs: z.strictObject(fields),
  replacedBy: () => [
    "nodeName",
    "poolId",
    "template",
    "unprivileged",
    "mountPoints",
    "operatingSystem.templateFileId",
    "disk.datastoreId",
    "initialization.userAccount.keys",
    "initialization.userAccount.password",
    "clone",
    "vmId",
  ],
  defaults: { protection: false, started: true, startOnBoot: true, template: false, unprivileged: false },
  computed: {
    vmId: () => randomInt(firstFree, 1000),
    ipv4: (inputs) => addresses(inputs, "ipv4"),
    ipv6: (inputs) => addresses(inputs, "ipv6"),
  },
  renewed: ["ipv4", "ipv6"],
  id: (_, outputs) => String(outputs.vmId),
};

/** Interface name → address, as Proxmox reports it once the container runs. */
function addresses(inputs: Plain, family: "ipv4" | "ipv6"): Record<string, string> {
  const initialization = isRecord(inputs.initialization) ? inputs.initialization : {};
  const configs = Array.isArray(initialization.ipConfigs) ? initialization.ipConfigs : [];
  const interfaces = Array.isArray(inputs.networkInterfaces) ? inputs.networkInterfaces : [];
  const entries = interfaces.flatMap((card: Plain, index) => {
    const given = configs[index]?.[family]?.address;
    return typeof given === "string" && given.includes("/") ? [[String(card.name), given.split("/")[0] ?? ""]] : [];
  });
  return Object.fromEntries(entries);
}
