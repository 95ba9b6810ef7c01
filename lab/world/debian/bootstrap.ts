/** Debian trees, made with debootstrap and worked on with chroot. */
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digest } from "../../build/digest";
import { execute, must } from "../command";

/** Debian's release, as in its archive, and the version that Proxmox's template of it has in its name. */
export const suite = "trixie";
export const templateFile = "debian-13-standard_13.1-2_amd64.tar.zst";

/** Makes a tree. `what` says of what, for errors. */
export async function bootstrap(folder: string, packages: readonly string[]): Promise<void> {
  // The root of the tree: its own users have to get in.
  chmodSync(folder, 0o755);
  const from = await mirror();
  const include = `--include=${packages.join(",")}`;
  // In a mount namespace: what debootstrap mounts ends with it, however it ends.
  await must(
    ["unshare", "--mount", "debootstrap", "--variant=minbase", include, suite, folder, ...(from ? [from] : [])],
    {
      timeout: 1_200_000,
    },
  );
}

/** The Debian mirror that this machine's apt uses; none when it is not Debian, and then debootstrap has its own. */
async function mirror(): Promise<string | undefined> {
  const format = ["--format", "$(ORIGIN) $(LABEL) $(REPO_URI)", "Created-By: Packages"];
  const listed = await execute(["apt-get", "indextargets", ...format]).catch(() => undefined);
  const [first] = (listed?.stdout ?? "").split("\n").filter((line) => line.startsWith("Debian Debian "));
  return first?.split(" ")[2];
}

/**
 * Runs a shell script inside a tree, with this machine's network and resolver. The mounts are the script's own and end
 * with it. Services that packages want to start are not started.
 */
export async function inTree(tree: string, script: string): Promise<string> {
  const policy = join(tree, "usr/sbin/policy-rc.d");
  const resolver = join(tree, "etc/resolv.conf");
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  copyFileSync("/etc/resolv.conf", resolver);
  const enter = 'mount -t proc proc "$0/proc" && exec chroot "$0" sh -ec "$1"';
  try {
    return await must(["unshare", "--mount", "sh", "-c", enter, tree, script], {
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" },
      timeout: 1_200_000,
    });
  } finally {
    rmSync(policy, { force: true });
    rmSync(resolver, { force: true });
  }
}

/** An archive of a tree. */
export interface Packed {
  readonly file: string;
  /** SHA-512, as Proxmox checks it. */
  readonly checksum: string;
}

/** Written last: with it, the archive beside it is whole. */
const checksumFile = "sha512";

export const isPacked = (folder: string): boolean => existsSync(join(folder, checksumFile));

/** The archive of a folder that one was packed into. */
export const packedIn = (folder: string, name: string): Packed => ({
  file: join(folder, name),
  checksum: readFileSync(join(folder, checksumFile), "utf8"),
});

/** Packs a tree as Proxmox's templates are packed. Device files stay out: an unprivileged container cannot unpack them. */
export async function pack(tree: string, folder: string, name: string): Promise<void> {
  const file = join(folder, name);
  const attributes = ["--xattrs", "--xattrs-include=security.capability", "--numeric-owner", "--sort=name"];
  const compress = ["-I", "zstd -3 -T0"];
  await must(["tar", "-C", tree, ...attributes, "--anchored", "--exclude=./dev/*", ...compress, "-cf", file, "."], {
    timeout: 600_000,
  });
  writeFileSync(join(folder, checksumFile), await digest(file, "sha512"));
}

/** Unpacks a packed tree for this machine's root to work on; device files come from the machine. */
export async function unpack(file: string, tree: string): Promise<void> {
  chmodSync(tree, 0o755);
  await must(["tar", "-C", tree, "--xattrs", "--xattrs-include=*", "--numeric-owner", "-xpf", file], {
    timeout: 600_000,
  });
  const devices = "mknod -m 666 null c 1 3 && mknod -m 666 zero c 1 5 && mknod -m 444 urandom c 1 9";
  await must(["sh", "-c", devices], { cwd: join(tree, "dev") });
}

/** What apt leaves behind and a host with its own identity must not have. */
export const cleanup = `rm -rf /var/cache/apt/*.bin /var/cache/apt/archives/*.deb /var/lib/apt/lists/*
rm -f /etc/ssh/ssh_host_* /etc/hostname /var/log/*.log /var/log/apt/*
: > /etc/machine-id`;
