/**
 * Disks with a template on them, before anything of a container is settled: kept outside the checkout, as unpacking takes
 * ten times as long as copying. A container sees no difference.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Entry, provide } from "../../build/cache";
import { digest } from "../../build/digest";
import { must } from "../../world/command";
import { type GuestConfig, rootUser } from "../guest";
import { makeDisk, onDisk } from "./disks";
import { asGuest } from "./identity";

/** Makes a disk and unpacks a template on it. Device files are LXC's to make. */
export async function unpackedDisk(
  archive: string,
  file: string,
  gigabytes: number,
  guest: GuestConfig,
): Promise<void> {
  const entry = await entryOf(archive, gigabytes, guest);
  const kept = join(await provide(entry), "disk");
  await must(["cp", "--reflink=auto", kept, file]);
}

async function entryOf(archive: string, gigabytes: number, guest: GuestConfig): Promise<Entry> {
  // The one that a download is checked with, as a rule.
  const content = await digest(archive, "sha512");
  const kin = "lab-disk-";
  return {
    name: `${kin}${content.slice(0, 12)}-${gigabytes}g-${rootUser(guest)}`,
    kin,
    works: async (folder) => existsSync(join(folder, "disk")),
    make: async (folder) => {
      const disk = join(folder, "disk");
      await makeDisk(disk, gigabytes, rootUser(guest));
      await unpack(archive, disk, guest);
    },
  };
}

async function unpack(archive: string, disk: string, guest: GuestConfig): Promise<void> {
  const options = ["--xattrs", "--xattrs-include=security.capability", "--numeric-owner", "--skip-old-files"];
  const tar = ["tar", "-I", "zstd", "-xpf", "-", ...options, "--anchored", "--exclude=./dev/*"];
  // The shell opens the archive: inside the container's users nobody may read it, nor get here but by being here.
  await onDisk(disk, 'archive=$1; shift; "$@" < "$archive"', [archive, ...asGuest(guest), ...tar]);
}
