/** Mounts of files with a file system, and their end everywhere on this machine. */
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { must } from "../../world/command";

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
  if (isMounted(place)) await must(["umount", place]);
  for (const pid of holders(place)) {
    try {
      await must(["nsenter", `--target=${pid}`, "--mount", "umount", place]);
    } catch (error) {
      // Gone with its process while we came.
      if (holders(place).includes(pid)) throw error;
    }
  }
}

export const isMounted = (place: string, pid = "self"): boolean =>
  lines(`/proc/${pid}/mountinfo`).some((line) => line.split(" ")[4] === place);

/** One process of each other mount namespace that has something mounted there. */
function holders(place: string): string[] {
  const seen = new Set([namespaceOf("self")]);
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    const namespace = namespaceOf(pid);
    if (!namespace || seen.has(namespace)) return false;
    seen.add(namespace);
    return isMounted(place, pid);
  });
}

function namespaceOf(pid: string): string | undefined {
  return ofProcess(() => readlinkSync(`/proc/${pid}/ns/mnt`));
}

function lines(file: string): string[] {
  return (ofProcess(() => readFileSync(file, "utf8")) ?? "").split("\n");
}

/** What is read of a process; undefined when it has ended, or is none that this machine lets us look into or enter. */
function ofProcess<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (["ENOENT", "ESRCH", "EINVAL", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? ""))
      return undefined;
    throw error;
  }
}
