/** Layers of Debian 13 below other layers, as the real images have it; the one below all stand-ins has the real Prosody and nginx. */
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { provide } from "../build/cache";
import { debootstrap } from "../build/debootstrap";
import type { Layer } from "./layer";
import { hasLayer, must, packTree, treeLayer } from "./tree";

export interface DebianRecipe {
  /** Changes with all that it is made of: another content is another layer. */
  readonly name: string;
  /** debootstrap does not look for packages that provide others: `lua5.4-socket` is in `lua-socket`. */
  readonly packages: readonly string[];
  /** What the user reads while waiting. */
  readonly title: string;
  /** Run inside. */
  readonly commands: readonly (readonly string[])[];
  /** Left out, beside what nobody needs in a container. */
  readonly left: readonly string[];
}

const packages = [
  "ca-certificates",
  "curl",
  "lua-bitop",
  "lua-expat",
  "lua-filesystem",
  "lua-sec",
  "lua-socket",
  "lua-unbound",
  "nginx-light",
  "openssl",
  "prosody",
];

/** The images' own users: `s6` of docker-jitsi-meet, `etherpad` of Etherpad. */
const users = [
  ["useradd", "--create-home", "--uid", "1000", "--user-group", "s6"],
  ["useradd", "--create-home", "--uid", "5001", "--gid", "0", "etherpad"],
  ["usermod", "--append", "--groups", "prosody", "s6"],
];

/** Nobody reads or runs these in a container; keys made at the installation must not be shared. */
const leftByAll = [
  "./boot/*",
  "./dev/*",
  "./etc/machine-id",
  "./etc/ssl/certs/ssl-cert-snakeoil.pem",
  "./etc/ssl/private/*",
  "./tmp/*",
  "./usr/lib/*/perl*",
  "./usr/share/doc/*",
  "./usr/share/i18n/*",
  "./usr/share/info/*",
  "./usr/share/locale/*",
  "./usr/share/man/*",
  "./usr/share/perl*",
  "./var/cache/*",
  "./var/lib/apt/*",
  "./var/lib/dpkg/*",
  "./var/log/*",
];

const standInDebian: DebianRecipe = {
  name: "stand-in-debian-1",
  packages,
  title: "the stand-ins' Debian",
  commands: users,
  left: ["./etc/nginx/sites-enabled/*", "./etc/prosody/certs/*", "./var/lib/nginx", "./var/lib/prosody/*"],
};

/** The layer, made first when needed: a minute, once. */
export async function debianLayer(recipe = standInDebian): Promise<Layer> {
  const name = `${recipe.name}-${process.arch}`;
  const waiting = () => process.stderr.write(`parley: waiting for another run that prepares ${recipe.title} …\n`);
  return treeLayer(await provide({ name, works: hasLayer, make: (folder) => make(folder, recipe) }, waiting));
}

async function make(folder: string, { packages, title, commands, left }: DebianRecipe): Promise<void> {
  chmodSync(folder, 0o755);
  const tree = join(folder, "tree");
  mkdirSync(tree);
  await debootstrap({ folder: tree, packages, title });
  for (const command of commands) await must("chroot", [tree, ...command]);
  await packTree(folder, tree, [...leftByAll, ...left]);
}
