/** A package repository of what the lab's containers install, downloaded once: `apt-get` then works without internet. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Entry, provide } from "../../build/cache";
import { progress } from "../../build/progress";
import { inTree, suite, unpack } from "./bootstrap";
import { type Template, template } from "./template";

/** Package sets that somebody installs; each is completed with what it depends on beyond the template. */
const wanted: readonly (readonly string[])[] = [
  ["docker.io", "docker-cli", "docker-compose", "iptables"],
  ["ddclient", "libio-socket-ssl-perl"],
  ["bind9-dnsutils"],
  ["nftables"],
  ["caddy"],
  ["curl", "jq"],
  ["conntrack", "iperf3", "tcpdump"],
  ["python3", "python3-apt"],
];

/** Every package in one folder, with an index: all that apt needs. */
const index = `cd /packages
for deb in *.deb; do
  dpkg-deb -f "$deb"
  echo "Filename: ./$deb"
  echo "Size: $(stat -c %s "$deb")"
  echo "SHA256: $(sha256sum < "$deb" | cut -d ' ' -f 1)"
  echo
done > Packages
{
  echo "Origin: Parley lab"
  echo "Suite: ${suite}"
  echo "Date: $(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S UTC')"
  echo "SHA256:"
  echo " $(sha256sum < Packages | cut -d ' ' -f 1) $(stat -c %s Packages) Packages"
} > Release`;

/** Folder of the repository, made first when needed. */
export async function repository(): Promise<string> {
  const base = await template();
  const recipe = createHash("sha256")
    .update(JSON.stringify([wanted, index]))
    .digest("hex")
    .slice(0, 8);
  const entry: Entry = {
    name: `lab-packages-${suite}-${process.arch}-${base.version}-${recipe}`,
    works: async (folder) => existsSync(join(folder, "Release")),
    make: (folder) => make(folder, base),
  };
  return provide(entry);
}

async function make(folder: string, base: Template): Promise<void> {
  const display = progress(`parley: downloading ${wanted.flat().length} Debian packages and what they need, once`);
  const tree = mkdtempSync(join(folder, "tree-"));
  try {
    await unpack(base.file, tree);
    writeFileSync(join(tree, "etc/apt/sources.list"), base.origin);
    const download = (names: readonly string[]) =>
      `apt-get install -qq -y --download-only --no-install-recommends ${names.join(" ")}`;
    await inTree(
      tree,
      `apt-get update -qq
${wanted.map(download).join("\n")}
mkdir /packages
mv /var/cache/apt/archives/*.deb /packages
${index}`,
    );
    const made = join(tree, "packages");
    // The index goes last: with it the repository is whole.
    const names = readdirSync(made).sort((a, b) => Number(a === "Release") - Number(b === "Release"));
    for (const name of names) renameSync(join(made, name), join(folder, name));
  } finally {
    display.end();
    rmSync(tree, { recursive: true, force: true });
  }
}
