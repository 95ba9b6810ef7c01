/** The container template: what Proxmox's own `debian-13-standard` holds, as far as anybody here looks. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Entry, provide } from "../../build/cache";
import { progress } from "../../build/progress";
import { urls } from "../addresses";
import { bootstrap, cleanup, inTree, isPacked, type Packed, pack, packedIn, suite, templateFile } from "./bootstrap";

const packages = [
  "ca-certificates",
  "cron",
  "dbus",
  "ifupdown",
  "iproute2",
  "iputils-ping",
  "less",
  "libpam-systemd",
  "logrotate",
  "nano",
  "netbase",
  "openssh-server",
  "procps",
  "systemd-sysv",
  "tzdata",
];

/** Packages come from the lab's own mirror, with the archive's priority and without its signature. */
export const sources = `deb [trusted=yes] ${urls.packages} ./\n`;

/** Units that have nothing to do in a container; Proxmox's template has none of them either. */
const masked = ["sys-kernel-debug.mount", "sys-kernel-tracing.mount", "systemd-modules-load.service"];

const settle = `systemctl mask -q ${masked.join(" ")}
${cleanup}`;

const recipe = createHash("sha256")
  .update(JSON.stringify([packages, sources, settle]))
  .digest("hex")
  .slice(0, 8);

const entry: Entry = {
  name: `lab-template-${suite}-${process.arch}-${recipe}`,
  works: async (folder) => isPacked(folder),
  make,
};

export interface Template extends Packed {
  /** Debian's own sources, which the archive does not name any more. */
  readonly origin: string;
  /** Changes with the archive: what is made from it is made anew. */
  readonly version: string;
}

/** The template, made first when needed: debootstrap, a minute. */
export async function template(): Promise<Template> {
  const folder = await provide(entry);
  const packed = packedIn(folder, templateFile);
  const origin = readFileSync(join(folder, "sources.list"), "utf8");
  return { ...packed, origin, version: packed.checksum.slice(0, 8) };
}

async function make(folder: string): Promise<void> {
  const display = progress("parley: making the container template (Debian 13): a minute, once");
  const tree = mkdtempSync(join(folder, "tree-"));
  try {
    await bootstrap(tree, packages);
    const list = join(tree, "etc/apt/sources.list");
    writeFileSync(join(folder, "sources.list"), readFileSync(list, "utf8"));
    await inTree(tree, settle);
    writeFileSync(list, sources);
    await pack(tree, folder, templateFile);
  } finally {
    display.end();
    rmSync(tree, { recursive: true, force: true });
  }
}
