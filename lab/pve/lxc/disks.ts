/** Containers' disks: files with a file system of the wanted size, mounted below LXC's folder while they are used. */
import { existsSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { must, succeeds } from "../../world/command";
import { isMounted, mountFile, unmountEverywhere } from "./mounts";

/** Makes a disk whose root belongs to a user of this host. */
export async function makeDisk(file: string, gigabytes: number, owner: number): Promise<void> {
  rmSync(file, { force: true });
  writeFileSync(file, "", { mode: 0o600 });
  truncateSync(file, Math.round(gigabytes * 2 ** 30));
  // Nothing is written yet but what names the file system; `-m 0`: no part of it is for root alone, as on Proxmox.
  const options = `lazy_itable_init=1,lazy_journal_init=1,root_owner=${owner}:${owner}`;
  await must(["mkfs.ext4", "-q", "-F", "-m", "0", "-E", options, file]);
  const mounted = `${file}.mounted`;
  await mountDisk(file, mounted);
  rmSync(join(mounted, "lost+found"), { recursive: true, force: true });
  await unmountEverywhere(mounted);
  rmSync(mounted, { recursive: true });
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
