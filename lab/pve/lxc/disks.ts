/** Containers' disks: files with a file system of the wanted size, mounted below LXC's folder while they are used. */
import { existsSync, mkdtempSync, rmdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must, succeeds } from "../../world/command";
import { isMounted, mountFile } from "./mounts";

/** Makes a disk whose root belongs to a user of this host. */
export async function makeDisk(file: string, gigabytes: number, owner: number): Promise<void> {
  rmSync(file, { force: true });
  writeFileSync(file, "", { mode: 0o600 });
  truncateSync(file, Math.round(gigabytes * 2 ** 30));
  // `-m 0`: no part of it is for root alone, as on Proxmox. Tables of zeros are holes in the file: nothing is left for later.
  const options = `lazy_itable_init=0,lazy_journal_init=1,root_owner=${owner}:${owner}`;
  await must(["mkfs.ext4", "-q", "-F", "-m", "0", "-E", options, file]);
  await onDisk(file, "rmdir lost+found");
}

/** Runs shell in the root of a disk that nobody uses. The mount is the script's own: it ends with it, however that ends. */
export async function onDisk(file: string, script: string, parameters: readonly string[] = []): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "parley-disk-"));
  const whole = `mount -o loop,noatime "$0" "$1"; cd "$1"; root=$1; shift; ${script}; cd /; umount "$root"`;
  const own = ["unshare", "--mount", "--propagation", "private", "sh", "-ec", whole, file, root];
  try {
    await must([...own, ...parameters], { timeout: 600_000 });
  } finally {
    rmdirSync(root);
  }
}

export async function mountDisk(file: string, place: string): Promise<void> {
  if (isMounted(place)) return;
  await finishGrowth(file);
  await mountFile(file, place);
}

/**
 * Makes a disk larger. The file system of one that is mounted grows at once where this machine allows that (it asks for
 * CAP_SYS_RESOURCE), else with the next start.
 */
export async function growDisk(file: string, gigabytes: number): Promise<"now" | "with the next start"> {
  truncateSync(file, Math.round(gigabytes * 2 ** 30));
  const device = await userOf(file);
  writeFileSync(growing(file), "");
  if (!device) {
    await finishGrowth(file);
    return "now";
  }
  await must(["losetup", "-c", device]);
  if (!(await succeeds(["resize2fs", device]))) return "with the next start";
  rmSync(growing(file));
  return "now";
}

/** There while a file system is smaller than its disk. */
const growing = (file: string): string => `${file}.growing`;

/** The loop device that reads a file; empty when there is none. */
const userOf = async (file: string): Promise<string> =>
  (await must(["losetup", "-n", "-O", "NAME", "-j", file])).trim();

async function finishGrowth(file: string): Promise<void> {
  if (!existsSync(growing(file))) return;
  const device = await userOf(file);
  if (device) throw new Error(`${file} cannot grow: ${device} still uses it`);
  // 1: it had something to repair, and did.
  await must(["sh", "-c", 'e2fsck -fp "$0" || test $? -eq 1', file]);
  await must(["resize2fs", file]);
  rmSync(growing(file));
}

export function removeDisk(file: string): void {
  for (const one of [file, growing(file)]) rmSync(one, { force: true });
}
