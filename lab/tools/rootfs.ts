/** A Debian 13 tree with the programs that will read what Parley renders, in the versions that a fresh host has. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../cli/userError";
import { type Entry, provide } from "../build/cache";
import { Interrupted, run } from "../build/process";
import { onPath } from "../build/program";
import { progress } from "../build/progress";

/** Debian's release, as in its archive. */
const suite = "trixie";

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
];

/** Changes with the packages: another list is another tree. */
const entry: Entry = {
  name: `debian-${suite}-checks-4-${process.arch}`,
  works: async (folder) => existsSync(join(folder, "usr/sbin/nft")) && existsSync(join(folder, "parley-complete")),
  make: bootstrap,
};

/** Why the tree cannot be made here; undefined when it can. */
export function rootfsObstacle(): string | undefined {
  if (process.platform !== "linux") return "it needs Linux";
  if (process.getuid?.() !== 0) return "it needs root";
  return (onPath("debootstrap") ?? onPath("apt-get")) ? undefined : "it needs debootstrap";
}

/** Folder of the tree, made first when needed. */
export const rootfs = (): Promise<string> =>
  provide(entry, () => process.stderr.write("parley: waiting for another run that prepares Debian …\n"));

async function bootstrap(folder: string): Promise<void> {
  // The root of the tree: its own users have to get in.
  chmodSync(folder, 0o755);
  const tool = onPath("debootstrap") ?? installed("debootstrap");
  const display = progress(`parley: unpacking Debian ${suite} with ${packages.length} packages: a minute, once`);
  try {
    const ended = await run(tool, ["--variant=minbase", `--include=${packages.join(",")}`, suite, folder], {
      stdio: ["ignore", "pipe", "pipe"],
      started: (child) => {
        for (const stream of [child.stdout, child.stderr])
          stream?.on("data", (chunk) => display.detail(lastLine(String(chunk))));
      },
    });
    if (ended.interrupted) throw new Interrupted(ended.interrupted);
    if (ended.code !== 0) throw new Error(`debootstrap failed; see ${join(folder, "debootstrap/debootstrap.log")}`);
    spawnSync("touch", [join(folder, "parley-complete")]);
    display.end();
  } catch (error) {
    display.end();
    throw error;
  }
}

/** Installs a Debian package that only unpacks files: it starts no service. */
function installed(name: string): string {
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", name],
  ]) {
    const done = spawnSync("apt-get", args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (done.status !== 0) throw new UserError(`apt-get ${args.join(" ")} failed, see above`);
  }
  const tool = onPath(name);
  if (!tool) throw new UserError(`${name} was installed, but is not on PATH`);
  return tool;
}

const lastLine = (text: string): string => (text.trim().split("\n").at(-1) ?? "").replace(/^I: /, "").slice(0, 60);
