/** Synapse, the Matrix homeserver, from PyPI, in a Python environment of its own. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { UserError } from "../../cli/userError";
import { provide } from "../build/cache";
import { onPath } from "../build/program";
import { progress } from "../build/progress";
import { sha256 } from "../images/layer";
import { execute, must } from "../world/command";

const requirements = join(projectRoot(), "lab/synapse/requirements.txt");

/** Path of the environment's Python; made first when needed: a minute, once. */
export async function synapsePython(): Promise<string> {
  const python = onPath("python3");
  if (!python) throw new UserError("Synapse cannot be installed: there is no `python3` on PATH");
  const text = readFileSync(requirements, "utf8");
  const version = text.match(/^matrix-synapse==(\S+)$/m)?.[1];
  // An environment belongs to the Python that made it.
  const recipe = sha256(text + (await must([python, "--version"]))).slice(0, 8);
  const folder = await provide({
    name: `synapse-${version}-${process.arch}-${recipe}`,
    works: async (folder) => existsSync(join(folder, "complete")),
    make: (folder) => make(folder, python, version ?? ""),
  });
  return join(folder, "bin", "python3");
}

async function make(folder: string, python: string, version: string): Promise<void> {
  const display = progress(`parley: installing Synapse ${version}: a minute, once`);
  try {
    const made = await execute([python, "-m", "venv", folder]);
    if (made.code !== 0) {
      throw new UserError(`Synapse needs Python's venv (Debian: python3-venv): ${made.stdout}${made.stderr}`.trim());
    }
    const pip = [join(folder, "bin", "python3"), "-m", "pip", "install", "--quiet", "--only-binary=:all:"];
    await must([...pip, "--requirement", requirements], { timeout: 600_000 });
    await must(["touch", join(folder, "complete")]);
  } finally {
    display.end();
  }
}
