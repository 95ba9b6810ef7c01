/** Disks of hosts that are somebody's own: the template with the packages and files that such a host has before Parley comes. */
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Entry, provide } from "../../build/cache";
import { progress } from "../../build/progress";
import { cleanup, inTree, isPacked, type Packed, pack, packedIn, suite, unpack } from "./bootstrap";
import { loadedInto } from "./loadedImages";
import { repository } from "./repository";
import { sources, type Template, template } from "./template";

export interface HostDisk {
  /** Names it in the cache and in the Proxmox storage. */
  readonly name: string;
  /** For who waits while it is made. */
  readonly title: string;
  /** Path → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Packages beyond the template. */
  readonly packages: readonly string[];
  /** Services that start with the host and would not by themselves. */
  readonly services?: readonly string[];
  /** Programs that are not Debian's: path → where it is here, in a cached folder of its own. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Archive of container images that its Docker has already, in a cached folder of its own. */
  readonly images?: string;
}

/** Name of the archive in the Proxmox storage. */
export const archiveOf = ({ name }: HostDisk): string => `${name}_1_amd64.tar.zst`;

/** The archive, made first when needed. */
export async function hostDisk(disk: HostDisk): Promise<Packed> {
  const base = await template();
  const mirror = await repository();
  const { name, files = {}, packages, services = [], programs = {}, images } = disk;
  const built = [...Object.values(programs), ...(images ? [images] : [])].map((file) => basename(dirname(file)));
  const parts = [files, packages, services, base.version, basename(mirror), ...built];
  const recipe = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
  const kin = `${name}-${suite}-${process.arch}-`;
  const entry: Entry = {
    name: `${kin}${recipe}`,
    kin,
    works: async (folder) => isPacked(folder),
    make: (folder) => make(folder, disk, base, mirror),
  };
  return packedIn(await provide(entry), archiveOf(disk));
}

async function make(folder: string, disk: HostDisk, base: Template, mirror: string): Promise<void> {
  const display = progress(`parley: making the disk of ${disk.title}: a minute, once`);
  const tree = mkdtempSync(join(folder, "tree-"));
  try {
    await unpack(base.file, tree);
    for (const [path, text] of Object.entries(disk.files ?? {})) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    const programs = Object.entries(disk.programs ?? {});
    for (const [path, file] of programs) copyFileSync(file, join(tree, path));
    cpSync(mirror, join(tree, "packages"), { recursive: true });
    writeFileSync(join(tree, "etc/apt/sources.list"), "deb [trusted=yes] file:/packages ./\n");
    await inTree(
      tree,
      `${programs.map(([path]) => `chmod 755 ${path}`).join("\n")}
apt-get update -qq
apt-get install -qq -y --no-install-recommends -o Dpkg::Options::=--force-confold ${disk.packages.join(" ")}
${(disk.services ?? []).map((name) => `systemctl enable -q ${name}`).join("\n")}
rm -rf /packages
${cleanup}`,
    );
    writeFileSync(join(tree, "etc/apt/sources.list"), sources);
    if (disk.images) await loadedInto(tree, disk.images);
    await pack(tree, folder, archiveOf(disk));
  } finally {
    display.end();
    rmSync(tree, { recursive: true, force: true });
  }
}
