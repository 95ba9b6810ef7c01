/** Ansible from PyPI in a virtual environment of its own, and how it is run in the lab. */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { UserError } from "../../cli/userError";
import { type Entry, provide } from "../../lab/build/cache";
import { output } from "../../lab/build/process";
import { executable, onPath } from "../../lab/build/program";
import { progress } from "../../lab/build/progress";
import { must } from "../../lab/world/command";
import type { World } from "../../lab/world/world";
import type { Command } from "../measure";

const source = (file: string): string => join(projectRoot(), "bench", "lab", "ansible", file);

/** Folder of the virtual environment, made first when needed. */
async function environment(): Promise<string> {
  const python = onPath("python3");
  if (!python) throw new UserError("bench: Ansible needs python3 with venv and pip.");
  const requirements = readFileSync(source("requirements.txt"), "utf8");
  const version = requirements.match(/^ansible-core==(\S+)$/m)?.[1] ?? "unknown";
  const hash = createHash("sha256")
    .update(requirements)
    .update(await must([python, "--version"]));
  const entry: Entry = {
    name: `ansible-${version}-${process.arch}-${hash.digest("hex").slice(0, 8)}`,
    works: async (folder) => {
      // By the interpreter: scripts name it by the path at which they were installed.
      const file = join(folder, "bin", "python");
      return (
        executable(file) &&
        (await output(file, ["-m", "ansible", "adhoc", "--version"], { timeout: 60_000 })) !== undefined
      );
    },
    make: async (folder) => {
      const display = progress(`parley: installing ansible-core ${version} from PyPI`);
      try {
        await must([python, "-m", "venv", folder], { timeout: 120_000 });
        const install = ["-m", "pip", "install", "--quiet", "--requirement", source("requirements.txt")];
        await must([join(folder, "bin", "python"), ...install], { timeout: 600_000 });
      } finally {
        display.end();
      }
    },
  };
  return provide(entry);
}

/** Ansible where the operator is. */
export class Ansible {
  private constructor(
    private readonly world: World,
    private readonly python: string,
    /** Its settings, its connections' sockets, and what it keeps. */
    private readonly home: string,
  ) {}

  static async make(world: World): Promise<Ansible> {
    const python = join(await environment(), "bin", "python");
    // Short: a socket's path has at most 107 characters.
    const home = mkdtempSync(join(tmpdir(), "ansible-"));
    copyFileSync(source("ansible.cfg"), join(home, "ansible.cfg"));
    mkdirSync(join(home, "cp"));
    return new Ansible(world, python, home);
  }

  /** @param inventory folder with hosts.json and group_vars */
  playbook(title: string, file: string, inventory: string, options: readonly string[] = []): Command {
    const words = ["-m", "ansible", "playbook", source(file), "--inventory", join(inventory, "hosts.json"), ...options];
    return {
      title,
      command: [...this.world.prefix("operator"), this.python, ...words],
      cwd: this.home,
      env: {
        PATH: process.env.PATH,
        HOME: this.home,
        LC_ALL: "C.UTF-8",
        ANSIBLE_CONFIG: join(this.home, "ansible.cfg"),
        ANSIBLE_HOME: join(this.home, "home"),
        ANSIBLE_SSH_CONTROL_PATH_DIR: join(this.home, "cp"),
      },
    };
  }

  dispose(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
