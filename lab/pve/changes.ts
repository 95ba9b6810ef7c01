/** What a request makes of a container's configuration. */
import { randomBytes } from "node:crypto";
import { died, invalid } from "./failure";
import type { GuestConfig } from "./guest";
import { parseProperties, printProperties } from "./propertyString";
import type { Parameters } from "./router";

/** Parameters of a request that are no settings of the container. */
const notSettings = new Set(
  "delete digest vmid node ostemplate storage start password ssh-public-keys pool force unique restore bwlimit ignore-unpack-errors".split(
    " ",
  ),
);
const numbers = new Set(
  "cores cpuunits memory swap tty onboot unprivileged protection template console debug cpulimit".split(" "),
);

/** The configuration after a request. New volumes get names that are free. */
export function changed(id: string, before: GuestConfig, given: Parameters): GuestConfig {
  const after: Record<string, string | number> = { ...before };
  for (const key of (given.delete ?? "").split(/[,; ]+/).filter(Boolean)) delete after[key];
  for (const [key, value] of Object.entries(given)) {
    if (notSettings.has(key)) continue;
    after[key] = setting(id, key, value, after);
  }
  return after;
}

function setting(id: string, key: string, value: string, config: GuestConfig): string | number {
  if (/^net\d+$/.test(key)) return network(key, value, config[key]);
  if (/^(rootfs|mp\d+)$/.test(key)) return volume(id, key, value, config);
  if (numbers.has(key)) return number(key, value);
  // Proxmox keeps it as comment lines, so that it always ends with a line's end.
  if (key === "description") return value.replace(/\n?$/, "\n");
  return value;
}

function number(key: string, value: string): number {
  const parsed = Number(value);
  if (value === "" || Number.isNaN(parsed)) throw invalid(key, "type check ('integer') failed");
  return parsed;
}

function network(key: string, value: string, before: string | number | undefined): string {
  const net = parseProperties(value, "bridge");
  if (!net.name)
    throw invalid(key, "invalid format - format error\nnet.name: property is missing and it is not optional");
  if (net.tag !== undefined) throw died(`${key}: the lab's bridges know no VLANs`);
  const known = before === undefined ? undefined : parseProperties(String(before), "bridge").hwaddr;
  const { name, bridge = "", ...others } = net;
  return printProperties({ name, bridge, ...others, hwaddr: net.hwaddr ?? known ?? mac(), type: net.type ?? "veth" });
}

/** `storage:GIGABYTES` asks for a new volume; anything else is one that is there, or a directory of the node. */
function volume(id: string, key: string, value: string, config: GuestConfig): string {
  const { volume: source = "", ...others } = parseProperties(value, "volume");
  const wanted = /^([\w.-]+):(\d+(?:\.\d+)?)$/.exec(source);
  if (!wanted) return printProperties({ volume: source, ...others }, "volume");
  const [, storage = "", size = ""] = wanted;
  const free = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((n) => !usesDisk(config, `vm-${id}-disk-${n}`));
  if (free === undefined) throw died(`${key}: no more than 10 disks in the lab`);
  return printProperties({ volume: `${storage}:vm-${id}-disk-${free}`, ...others, size: `${size}G` }, "volume");
}

const usesDisk = (config: GuestConfig, name: string): boolean =>
  Object.values(config).some((value) => String(value).includes(name));

/** In the range that Proxmox uses. */
const mac = (): string =>
  ["BC", "24", "11", ...[...randomBytes(3)].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"))].join(":");
