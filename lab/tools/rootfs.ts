/** A Debian 13 tree with the programs that will read what Parley renders, in the versions that a fresh host has. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Entry, provide } from "../build/cache";
import { debootstrap, debootstrapObstacle } from "../build/debootstrap";
import { onPath } from "../build/program";

/** Debian packages; each brings a program that the checks call. */
const packages = [
  "bind9",
  "bind9-dnsutils",
  "ca-certificates",
  "caddy",
  "curl",
  "dash",
  "ddclient",
  "docker-cli",
  "docker-compose",
  "nftables",
  "redis-server",
];

/** Written last: a tree without it is half a tree. */
const mark = "parley-complete";

/** Another list of packages wants another number. */
const entry: Entry = {
  name: `debian-13-checks-5-${process.arch}`,
  works: async (folder) => existsSync(join(folder, mark)),
  make: async (folder) => {
    await debootstrap({ folder, packages, title: `Debian 13 with ${packages.length} packages for checks` });
    writeFileSync(join(folder, mark), "");
  },
};

/** Why the tree cannot be made, or used, here; undefined when it can. */
export const rootfsObstacle = (): string | undefined =>
  debootstrapObstacle() ?? (onPath("ip") ? undefined : "it needs ip");

/** Folder of the tree, made first when needed. */
export const rootfs = (): Promise<string> =>
  provide(entry, () => process.stderr.write("parley: waiting for another run that prepares Debian …\n"));

/**
 * Words that start a program of the tree that stays. The tree is shared with other uses, so the mounts are the process's own.
 *
 * @param place the folder that the program sees as /mnt, and the file that tells it who resolves names: nobody, unless given
 */
export async function inRootfs(
  place: { readonly folder: string; readonly resolver?: string },
  argv: readonly string[],
): Promise<string[]> {
  const script = `for place in proc dev; do mount --rbind /$place "$0/$place" || exit 126; done
mount --bind "$1" "$0/mnt" || exit 126
if [ -n "$2" ]; then mount --bind "$2" "$0/etc/resolv.conf" || exit 126; fi
root=$0; shift 2; exec chroot "$root" "$@"`;
  return ["unshare", "--mount", "sh", "-c", script, await rootfs(), place.folder, place.resolver ?? "", ...argv];
}
