/** LXC's configuration of a container, from what the API was told: the lines that Proxmox writes, as far as they matter here. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { firstUser, type GuestConfig, interfaces, mountPoints, users } from "../guest";
import { imagesFile } from "./images";

export interface Rendered {
  /** Of LXC's `config`. */
  readonly config: string;
  /** Runs before each start, in the node's network: also before the one that a reboot inside the container makes. */
  readonly preStart: string;
}

const included = "/usr/share/lxc/config";

/** @param folder of the container @param lab name of the lab, which names the control groups */
export function render(id: string, guest: GuestConfig, folder: string, lab: string, images?: string): Rendered {
  const lines = [
    `lxc.include = ${included}/common.conf`,
    ...(guest.unprivileged === 1 ? [`lxc.include = ${included}/userns.conf`, ...idMap] : []),
    ...nesting,
    // The machine's AppArmor, if it has one, knows nothing of Docker inside a container.
    "lxc.apparmor.profile = unconfined",
    "lxc.apparmor.allow_nesting = 1",
    `lxc.uts.name = ${String(guest.hostname).split(".")[0]}`,
    `lxc.rootfs.path = dir:${join(folder, "rootfs")}`,
    ...mountPoints(guest).flatMap(({ key, source, path, bind }) => {
      if (key === "rootfs") return [];
      const from = bind ? source : join(folder, key);
      return [`lxc.mount.entry = ${escaped(from)} ${escaped(path.replace(/^\/+/, ""))} none rbind,create=dir 0 0`];
    }),
    ...(images ? [`lxc.mount.entry = ${escaped(images)} ${imagesFile.slice(1)} none bind,ro,create=file 0 0`] : []),
    "lxc.hook.version = 1",
    `lxc.hook.pre-start = ${join(folder, "pre-start")}`,
    ...interfaces(guest).flatMap(({ net }, at) => [
      `lxc.net.${at}.type = phys`,
      `lxc.net.${at}.link = ${inner(id, at)}`,
      `lxc.net.${at}.name = ${net.name}`,
    ]),
    `lxc.cgroup.dir.monitor = ${lab}/${id}-monitor`,
    `lxc.cgroup.dir.monitor.pivot = ${lab}/pivot`,
    `lxc.cgroup.dir.container = ${lab}/${id}`,
    ...limits(guest),
    `lxc.console.logfile = ${join(folder, "console.log")}`,
    "lxc.tty.max = 2",
  ];
  return { config: `${lines.join("\n")}\n`, preStart: preStart(id, guest) };
}

const idMap = [`lxc.idmap = u 0 ${firstUser} ${users}`, `lxc.idmap = g 0 ${firstUser} ${users}`];

/** The lines of LXC's nesting.conf, without the AppArmor profile that it names. */
const nesting = [
  "lxc.mount.entry = proc dev/.lxc/proc proc create=dir,optional 0 0",
  "lxc.mount.entry = sys dev/.lxc/sys sysfs create=dir,optional 0 0",
];

/** Memory and processors, in the words of the control groups that this machine has. */
function limits(guest: GuestConfig): string[] {
  const memory = Number(guest.memory ?? 512);
  const swap = Number(guest.swap ?? 512);
  const cpus = `0-${Math.min(Number(guest.cores ?? availableParallelism()), availableParallelism()) - 1}`;
  if (existsSync("/sys/fs/cgroup/cgroup.controllers")) {
    return [`memory.max = ${memory}M`, `memory.swap.max = ${swap}M`, `cpuset.cpus = ${cpus}`].map(
      (line) => `lxc.cgroup2.${line}`,
    );
  }
  const both = existsSync("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes")
    ? [`lxc.cgroup.memory.memsw.limit_in_bytes = ${memory + swap}M`]
    : [];
  return [`lxc.cgroup.memory.limit_in_bytes = ${memory}M`, ...both, `lxc.cgroup.cpuset.cpus = ${cpus}`];
}

/** LXC cannot make a pair itself in a network that is not the machine's: it looks for the bridge in the machine's /sys. */
function preStart(id: string, guest: GuestConfig): string {
  const pairs = interfaces(guest).map(({ net }, at) => {
    const outer = `veth${id}i${at}`;
    return `ip link delete ${outer} 2>/dev/null
ip link show ${net.bridge} >/dev/null || { echo "bridge '${net.bridge}' does not exist" >&2; exit 1; }
ip link add ${outer} type veth peer name ${inner(id, at)} address ${net.hwaddr} || exit 1
ip link set ${outer} master ${net.bridge} up || exit 1`;
  });
  return `#!/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n${pairs.join("\n")}\n`;
}

const inner = (id: string, at: number): string => `ct${id}i${at}`;

const escaped = (path: string): string => path.replaceAll(" ", "\\040");
