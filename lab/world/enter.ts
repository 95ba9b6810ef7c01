/** Words to put before a command, so that it runs in one of the lab's places. */
import { namespaceFile, type Places } from "./places";

export type Where = "operator" | "client" | "internet" | number;

/**
 * For a namespace: its network, and the lab's resolver in place of the machine's. Not `ip netns exec`: that hides
 * /sys/fs/cgroup, and containers could not be started.
 */
export function enter(places: Places, where: Where): string[] {
  if (typeof where === "number") return enterContainer(places, where);
  const resolve = `mount --bind ${places.resolver} /etc/resolv.conf && exec "$@"`;
  return [...enterNetwork(places, where), "unshare", "--mount", "sh", "-c", resolve, "sh"];
}

/** For a namespace, with the machine's own files. */
export const enterNetwork = (places: Places, where: Exclude<Where, number>): string[] => [
  "nsenter",
  `--net=${namespaceFile(places.namespaces[where])}`,
];

/** LXC talks to its containers over sockets that only their own network namespace sees. */
function enterContainer(places: Places, id: number): string[] {
  const attach = ["lxc-attach", "-P", places.lxc, "-n", String(id), "--clear-env"];
  const environment = ["HOME=/root", "TERM=xterm", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"];
  return [...enterNetwork(places, "operator"), ...attach, ...environment.flatMap((one) => ["-v", one]), "--"];
}
