/** The plan that another git revision makes, with that revision's own program and settings. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { projectRoot } from "../../root";
import { UserError } from "../../userError";
import type { ConfigFile } from "../configFile";
import type { PlanDocument } from "../document";
import { run } from "./run";
import { withTemporaryFolder } from "./temporary";

/** Undefined when the configuration did not exist in that revision. */
export async function planAt(config: ConfigFile, revision: string): Promise<PlanDocument | undefined> {
  const root = projectRoot();
  const prefix = await git(root, ["rev-parse", "--show-prefix"], "The project is not in a git repository");
  const commit = await git(
    root,
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`],
    `git knows no revision \`${revision}\``,
  );
  return withTemporaryFolder(join(root, ".parley"), "diff", async (folder) => {
    await checkOut(root, prefix ? `${commit}:${prefix.replace(/\/$/, "")}` : commit, folder, revision);
    const inside = relative(root, config.file);
    const outside = inside.startsWith("..") || isAbsolute(inside);
    if (!outside && !existsSync(join(folder, inside))) return undefined;
    return planOf(folder, outside ? config.file : join(folder, inside), revision);
  });
}

/** Writes the files of a tree into a folder, through an index of its own: the user's index and worktrees stay as they are. */
async function checkOut(root: string, tree: string, folder: string, revision: string): Promise<void> {
  const env = { GIT_INDEX_FILE: join(folder, ".git-index") };
  const why = `The files of ${revision} cannot be read`;
  await git(root, ["read-tree", tree], why, env);
  // From the top of the repository: the index was filled from the project's own folder.
  const top = await git(root, ["rev-parse", "--show-toplevel"], why);
  await git(top, ["checkout-index", "--all", `--prefix=${folder}/`], why, env);
}

async function planOf(folder: string, file: string, revision: string): Promise<PlanDocument> {
  if (!existsSync(join(folder, "bin", "parley.mjs")) || !existsSync(join(folder, "cli", "plan.ts"))) {
    throw new UserError(`${revision} is older than the plan command: there is nothing to compare with.`);
  }
  useInstalledPackages(folder);
  const { INIT_CWD: _, PARLEY_ROOT: __, ...env } = process.env;
  const child = await run(process.execPath, ["bin/parley.mjs", "plan", file, "--json"], { cwd: folder, env });
  if (child.code !== 0) {
    throw new UserError(`The plan of ${revision} failed:\n${child.stderr.trim().replaceAll(/^/gm, "  ")}`);
  }
  const plan = JSON.parse(child.stdout) as PlanDocument;
  if (plan.format !== 1) throw new UserError(`The plan of ${revision} has another format, it cannot be compared.`);
  return plan;
}

/**
 * The folder lies inside the project, so Node finds the project's packages from there. Only with another lockfile does
 * the revision install its own: the stamp tells bin/parley.mjs that there is nothing to install.
 */
function useInstalledPackages(folder: string): void {
  const hash = (root: string) =>
    createHash("sha256")
      .update(readFileSync(join(root, "package-lock.json")))
      .digest("hex");
  if (hash(folder) !== hash(projectRoot())) return;
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  writeFileSync(join(folder, "node_modules", ".parley-lock"), hash(folder));
}

async function git(cwd: string, args: string[], why: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = await run("git", args, { cwd, env: { ...process.env, ...env } });
  if (child.code === 0) return child.stdout.trim();
  throw new UserError([`${why}.`, child.stderr.trim()].filter((line) => line !== "").join("\n"));
}
