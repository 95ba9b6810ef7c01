/** What carries a lab's name on this machine, whoever wrote it down or did not: found by looking. */
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { namespaceFile, type Places } from "./places";

/** The lab's network namespaces that are there. */
export const namespaces = (places: Places): string[] =>
  Object.values(places.namespaces).filter((name) => existsSync(namespaceFile(name)));

/** Processes in the lab's networks and in its containers. */
export function processes(places: Places): number[] {
  const networks = new Set(namespaces(places).map((name) => `net:[${statSync(namespaceFile(name)).ino}]`));
  const inNetwork = numbers("/proc").filter((pid) => networks.has(networkOf(pid)));
  const inContainers = controlGroups(places).flatMap((group) => lines(join(group, "cgroup.procs")).map(Number));
  return [...new Set([...inNetwork, ...inContainers])].filter((pid) => pid > 0 && pid !== process.pid);
}

/** Mount points below the lab's folder, the deepest first. */
export const mounts = (places: Places): string[] =>
  lines("/proc/self/mountinfo")
    .map((line) => line.split(" ")[4]?.replaceAll("\\040", " ") ?? "")
    .filter((point) => point.startsWith(`${places.folder}/`))
    .reverse();

/** The lab's control groups, the innermost first. */
export function controlGroups({ name }: Places): string[] {
  const root = "/sys/fs/cgroup";
  const tops = existsSync(root) ? [root, ...folders(root)] : [];
  return tops
    .map((top) => join(top, name))
    .filter(existsSync)
    .flatMap(below);
}

/** Folders: the lab's own, and the one where LXC keeps its locks. */
export const files = ({ folder }: Places): string[] => [folder, `${lxcLocks}${folder}`].filter(existsSync);

/** LXC's locks are below it by the path of the containers. */
export const lxcLocks = "/run/lxc/lock";

const below = (folder: string): string[] => [...folders(folder).flatMap(below), folder];

function folders(folder: string): string[] {
  try {
    const all = readdirSync(folder, { withFileTypes: true });
    return all.filter((one) => one.isDirectory()).map((one) => join(folder, one.name));
  } catch {
    return [];
  }
}

const numbers = (folder: string): number[] => readdirSync(folder).map(Number).filter(Number.isInteger);

function networkOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return "";
  }
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}
