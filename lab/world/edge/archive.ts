/** The firewall host's own archive: the template with the packages and files that such a host has. */
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Entry, provide } from "../../build/cache";
import { progress } from "../../build/progress";
import { traefik } from "../../tools/traefik";
import { cleanup, inTree, pack, suite, unpack } from "../debian/bootstrap";
import { repository } from "../debian/repository";
import { sources, type Template, template } from "../debian/template";
import { edgeFiles, edgePackages, edgeServices } from "./files";

/** Name of the archive in the Proxmox storage. */
export const edgeArchive = "lab-edge_1_amd64.tar.zst";

/** Path of the archive, made first when needed. */
export async function edge(): Promise<string> {
  const base = await template();
  const packages = await repository();
  const proxy = await traefik();
  const parts = [edgeFiles, edgePackages, edgeServices, base.version, basename(packages), basename(dirname(proxy))];
  const recipe = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
  const entry: Entry = {
    name: `lab-edge-${suite}-${process.arch}-${recipe}`,
    works: async (folder) => existsSync(join(folder, edgeArchive)),
    make: (folder) => make(folder, base, packages, proxy),
  };
  return join(await provide(entry), edgeArchive);
}

async function make(folder: string, base: Template, packages: string, proxy: string): Promise<void> {
  const display = progress("parley: making the firewall host's disk: half a minute, once");
  const tree = mkdtempSync(join(folder, "tree-"));
  try {
    await unpack(base.file, tree);
    for (const [path, text] of Object.entries(edgeFiles)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    copyFileSync(proxy, join(tree, "usr/local/bin/traefik"));
    cpSync(packages, join(tree, "packages"), { recursive: true });
    writeFileSync(join(tree, "etc/apt/sources.list"), "deb [trusted=yes] file:/packages ./\n");
    await inTree(
      tree,
      `chmod 755 /usr/local/bin/traefik
apt-get update -qq
apt-get install -qq -y --no-install-recommends -o Dpkg::Options::=--force-confold ${edgePackages.join(" ")}
systemctl enable -q ${edgeServices.join(" ")}
rm -rf /packages
${cleanup}`,
    );
    writeFileSync(join(tree, "etc/apt/sources.list"), sources);
    await pack(tree, join(folder, `${edgeArchive}.draft`));
    renameSync(join(folder, `${edgeArchive}.draft`), join(folder, edgeArchive));
  } finally {
    display.end();
    rmSync(tree, { recursive: true, force: true });
  }
}
