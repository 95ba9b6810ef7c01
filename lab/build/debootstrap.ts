/** Unpacks a small Debian 13 with some packages into a folder. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { UserError } from "../../cli/userError";
import { Interrupted, run } from "./process";
import { onPath } from "./program";
import { elapsed, progress } from "./progress";

/** Debian's release, as in its archive. */
const suite = "trixie";

export interface Tree {
  readonly folder: string;
  /** debootstrap looks for no package that only provides another one: such have to be named. */
  readonly packages: readonly string[];
  /** What the user reads while waiting. */
  readonly title: string;
}

/** Why a tree cannot be made here; undefined when it can. */
export function debootstrapObstacle(): string | undefined {
  if (process.platform !== "linux") return "it needs Linux";
  if (process.getuid?.() !== 0) return "it needs root";
  return (onPath("debootstrap") ?? onPath("apt-get")) ? undefined : "it needs debootstrap";
}

export async function debootstrap({ folder, packages, title }: Tree): Promise<void> {
  mkdirSync(folder, { recursive: true });
  // The root of the tree: its own users have to get in.
  chmodSync(folder, 0o755);
  const tool = onPath("debootstrap") ?? installed("debootstrap");
  const began = Date.now();
  const display = progress(`parley: unpacking ${title}: a minute, once`);
  let said = "";
  try {
    const ended = await run(tool, ["--variant=minbase", `--include=${packages.join(",")}`, suite, folder], {
      stdio: ["ignore", "pipe", "pipe"],
      started: (child) => {
        for (const stream of [child.stdout, child.stderr]) {
          stream?.on("data", (chunk) => {
            said = (String(chunk).trim().split("\n").at(-1) ?? "").replace(/^I: /, "");
            display.detail(said.slice(0, 60));
          });
        }
      },
    });
    if (ended.interrupted) throw new Interrupted(ended.interrupted);
    if (ended.code !== 0) throw new Error(`debootstrap failed: ${said}`);
    display.end(`parley: unpacked ${title} in ${elapsed(Date.now() - began)}`);
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
