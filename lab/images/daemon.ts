/** Docker's daemon from a Debian tree, in namespaces of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Entry, provide } from "../build/cache";
import { debootstrap } from "../build/debootstrap";
import { alive } from "../build/lock";
import { removeGroups } from "./controlGroups";

const prefix = "parley-docker-";

const packages = ["ca-certificates", "curl", "docker-cli", "docker-compose", "docker.io", "iproute2", "iptables"];

const tree: Entry = {
  name: `debian-trixie-docker-1-${process.arch}`,
  works: async (folder) => existsSync(join(folder, "parley-complete")),
  make: async (folder) => {
    await debootstrap({ folder, packages, title: "a Debian with Docker" });
    writeFileSync(join(folder, "parley-complete"), "");
  },
};

export interface Daemon {
  /** Everything that it writes. */
  readonly folder: string;
  readonly process: ChildProcess;
  /** First process of its namespaces. */
  readonly inside: number;
}

/** Starts the daemon in namespaces of its own; it may take a moment until it answers. */
export async function startDaemon(): Promise<Daemon> {
  const lower = await provide(tree);
  sweep();
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  for (const name of ["upper", "work", "root", "data"]) mkdirSync(join(folder, name), { mode: 0o755 });
  const namespaces = ["--mount", "--net", "--pid", "--uts", "--fork", "--kill-child"];
  // Ends with us, however we end.
  const daemon = spawn(
    "setpriv",
    ["--pdeathsig", "KILL", "unshare", ...namespaces, "sh", "-c", startScript, "sh", lower, folder],
    { stdio: ["ignore", "ignore", "pipe"], detached: true },
  );
  let complaint = "";
  daemon.stderr?.on("data", (chunk) => {
    complaint += chunk;
  });
  return { folder, process: daemon, inside: await childOf(daemon, () => complaint) };
}

/** The daemon's control groups are named after its folder: the kernel does not remove them by itself. */
const startScript = `set -e
tree=$1 folder=$2 root=$2/root
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$tree,upperdir=$folder/upper,workdir=$folder/work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mkdir -p "$root/var/lib/docker"
mount --bind "$folder/data" "$root/var/lib/docker"
hostname parley-docker
ip link set lo up
mkdir -p "$root/.old"
# Not chroot: a program that joins a container's mounts would find itself at the machine's root.
cd "$root"
pivot_root . .old
exec chroot . sh -c 'umount -l /.old; dockerd --cgroup-parent="/$0" >/var/log/dockerd.log 2>&1 & wait' "$(basename "$folder")"
`;

/** What runs that were killed left behind: files and control groups, for the processes went with them. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (Number.isNaN(owner) || alive(owner)) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
    removeGroups(name);
  }
}

async function childOf(parent: ChildProcess, complaint: () => string): Promise<number> {
  for (let i = 0; i < 100; i++) {
    const file = `/proc/${parent.pid}/task/${parent.pid}/children`;
    const child = existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : Number.NaN;
    if (child > 0) return child;
    await sleep(50);
  }
  throw new Error(`Docker's namespaces could not be made: ${complaint()}`);
}
