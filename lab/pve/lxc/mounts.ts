/** Mounts of files with a file system, and their end everywhere on this machine. */
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { execute, must } from "../../world/command";

export async function mountFile(file: string, place: string): Promise<void> {
  mkdirSync(place, { recursive: true });
  await must(["mount", "-o", "loop,noatime", file, place]);
}

/**
 * Unmounts here and in every other mount namespace. One that was made meanwhile, another lab's say, has a copy of this
 * mount, which would keep the file system in use: it could neither be checked nor grown, and mounting the file again
 * would show the old one.
 */
export async function unmountEverywhere(place: string): Promise<void> {
  const device = mountedDevice(place);
  if (!device) return;
  const file = backingFile(device);
  await must(["umount", place]);
  const held = () => file !== undefined && backingFile(device) === file;
  // Whether a namespace has it cannot be read off: a process in a chroot does not see its namespace's other mounts.
  const script = 'mountpoint -q "$0" && umount "$0"';
  for (const pid of held() ? otherNamespaces() : []) {
    if (held()) await execute(["nsenter", `--target=${pid}`, "--mount", "sh", "-c", script, place]);
  }
}

export const isMounted = (place: string): boolean => mountedDevice(place) !== undefined;

/** What is mounted there, by `man 5 proc`: the fifth field is the place, and the source follows a hyphen and the type. */
function mountedDevice(place: string): string | undefined {
  const line = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .find((one) => one.split(" ")[4] === place);
  return line?.split(" - ")[1]?.split(" ")[1];
}

/** The file behind `/dev/loop0`; undefined when there is none any more. */
const backingFile = (device: string): string | undefined =>
  unlessGone(() => readFileSync(`/sys/block/${basename(device)}/loop/backing_file`, "utf8").trim());

/** One process of each other mount namespace, as far as this machine lets us look. */
function otherNamespaces(): string[] {
  const namespaceOf = (pid: string) => unlessGone(() => readlinkSync(`/proc/${pid}/ns/mnt`));
  const seen = new Set([namespaceOf("self"), undefined]);
  return readdirSync("/proc").filter((pid) => {
    const namespace = /^\d+$/.test(pid) ? namespaceOf(pid) : undefined;
    if (seen.has(namespace)) return false;
    seen.add(namespace);
    return true;
  });
}

/** What is read of a process or device; undefined when it has gone, or is none that we may look into. */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (["ENOENT", "ESRCH", "EINVAL", "EACCES", "EPERM"].includes(code)) return undefined;
    throw error;
  }
}
