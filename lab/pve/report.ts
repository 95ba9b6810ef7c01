/** What the API tells about a container, from what is really the case. */
import { readFileSync } from "node:fs";
import { execute } from "../world/command";
import type { GuestConfig } from "./guest";
import { gigabytes } from "./lxc/container";
import type { Node } from "./node";

export async function status(node: Node, id: string) {
  const config = node.guests.config(id);
  const init = await node.container(id).init();
  return {
    vmid: Number(id),
    name: config.hostname,
    status: init === undefined ? "stopped" : "running",
    type: "lxc",
    cpus: config.cores ?? 1,
    maxmem: Number(config.memory ?? 512) * 2 ** 20,
    maxswap: Number(config.swap ?? 512) * 2 ** 20,
    maxdisk: gigabytes(config, "rootfs") * 2 ** 30,
    tags: config.tags ?? "",
    uptime: init === undefined ? 0 : uptime(init),
    ha: { managed: 0 },
    ...(init === undefined ? {} : { pid: init }),
    ...lock(config),
  };
}

const lock = (config: GuestConfig) => (config.lock === undefined ? {} : { lock: config.lock });

function uptime(pid: number): number {
  const ticks = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19];
  const now = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
  // 100 ticks a second on every Linux that there is.
  return Math.max(1, Math.floor(now - Number(ticks) / 100));
}

interface Link {
  readonly ifname: string;
  readonly address?: string;
  readonly addr_info: readonly { family: string; local: string; prefixlen: number }[];
}

/** The interfaces as `ip` sees them inside; nothing for a container that is stopped. */
export async function networkInterfaces(node: Node, id: string): Promise<unknown> {
  const init = await node.container(id).init();
  if (init === undefined) return null;
  const asked = await execute(["nsenter", "-t", String(init), "--net", "ip", "-json", "address"]);
  if (asked.code !== 0) return null;
  return (JSON.parse(asked.stdout) as Link[]).map(({ ifname, address = "", addr_info }) => {
    const of = (family: string) => addr_info.find((one) => one.family === family);
    const [inet, inet6] = [of("inet"), of("inet6")];
    return {
      name: ifname,
      "hardware-address": address,
      hwaddr: address,
      ...(inet ? { inet: `${inet.local}/${inet.prefixlen}` } : {}),
      ...(inet6 ? { inet6: `${inet6.local}/${inet6.prefixlen}` } : {}),
      "ip-addresses": addr_info.map((one) => ({
        "ip-address": one.local,
        prefix: String(one.prefixlen),
        "ip-address-type": one.family,
      })),
    };
  });
}
