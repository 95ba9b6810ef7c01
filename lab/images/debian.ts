/** The layer below all stand-ins: Debian 13, as the real images have it, with the real Prosody and nginx. */
import { createHash } from "node:crypto";
import { chmodSync, createReadStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Entry, provide } from "../build/cache";
import { debootstrap } from "../build/debootstrap";
import { Interrupted, run } from "../build/process";
import type { Layer } from "./layer";

/** debootstrap does not look for packages that provide others: `lua5.4-socket` is in `lua-socket`. */
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
const left = [
  "./boot/*",
  "./dev/*",
  "./etc/machine-id",
  "./etc/nginx/sites-enabled/*",
  "./etc/prosody/certs/*",
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
  "./var/lib/nginx",
  "./var/lib/prosody/*",
  "./var/log/*",
];

/** Changes with all of the above: another content is another layer. */
const entry: Entry = {
  name: `stand-in-debian-1-${process.arch}`,
  works: async (folder) => existsSync(join(folder, "layer.sha256")),
  make,
};

/** The layer, made first when needed: a minute, once. */
export async function debianLayer(): Promise<Layer> {
  const folder = await provide(entry, () =>
    process.stderr.write("parley: waiting for another run that prepares the images' Debian …\n"),
  );
  return {
    digest: readFileSync(join(folder, "layer.sha256"), "utf8"),
    content: { file: join(folder, "layer.tar") },
  };
}

async function make(folder: string): Promise<void> {
  chmodSync(folder, 0o755);
  const tree = join(folder, "tree");
  mkdirSync(tree);
  await debootstrap({ folder: tree, packages, title: "the stand-ins' Debian" });
  for (const command of users) await must("chroot", [tree, ...command]);
  const file = join(folder, "layer.tar");
  // Names sorted and times the same: what is in it decides about the bytes.
  const order = ["--sort=name", "--mtime=@0", "--numeric-owner", "--format=gnu"];
  await must("tar", ["-C", tree, ...order, ...left.map((pattern) => `--exclude=${pattern}`), "-cf", file, "."]);
  rmSync(tree, { recursive: true });
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  writeFileSync(join(folder, "layer.sha256"), hash.digest("hex"));
}

async function must(command: string, args: readonly string[]): Promise<void> {
  const ended = await run(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  if (ended.interrupted) throw new Interrupted(ended.interrupted);
  if (ended.code !== 0) throw new Error(`${command} ${args.join(" ")} failed, see above`);
}
