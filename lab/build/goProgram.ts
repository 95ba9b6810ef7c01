/** Builds Go programs that nobody can be asked to install, from modules pinned in a folder of the project. */
import { createHash } from "node:crypto";
import { createWriteStream, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { projectRoot } from "../../cli/root";
import { UserError } from "../../cli/userError";
import { cached, cacheFolder, type Entry, provide } from "./cache";
import { Interrupted, run } from "./process";
import { executable, onPath } from "./program";
import { elapsed, progress } from "./progress";

/** A Go program and the module that it is part of. */
export interface GoProgram {
  /** Folder of the project with go.mod, go.sum and a file that imports the program. */
  readonly recipe: string;
  readonly module: string;
  readonly package: string;
  readonly binary: string;
  /** Go variables to set, as in `package.name=value`; a program does not know its own version otherwise. */
  readonly variables?: (version: string) => readonly string[];
  /** What the user reads while waiting. */
  readonly title: string;
  /** Files of the recipe, besides go.mod and go.sum, that the program is made from. */
  readonly sources?: readonly string[];
  /** What the built file makes for itself, in its own folder. */
  readonly finish?: (file: string, folder: string) => Promise<void>;
  /** Whether the built file works; being executable is the least. */
  readonly works?: (file: string) => Promise<boolean>;
}

/** Path of the program, built first when needed: minutes, once. Throws when it is missing and there is no `go`. */
export async function provideProgram(program: GoProgram): Promise<string> {
  const go = onPath("go");
  const entry = buildEntry(program, go ?? "go");
  if (!go && !(await cached(entry))) {
    throw new UserError(`${program.title} cannot be built: there is no \`go\` on PATH`);
  }
  const folder = await provide(entry, () =>
    process.stderr.write(`parley: waiting for another run that builds ${program.title} …\n`),
  );
  return join(folder, program.binary);
}

/** The cache entry of a Go program: a new version, or any other change of its modules, is a new entry. */
export function buildEntry(program: GoProgram, go: string): Entry {
  const hash = createHash("sha256").update(recipeFile(program, "go.mod")).update(recipeFile(program, "go.sum"));
  for (const source of program.sources ?? []) hash.update(recipeFile(program, source));
  const platform = `${process.platform}-${process.arch}`;
  return {
    name: `${basename(program.recipe)}-${version(program)}-${platform}-${hash.digest("hex").slice(0, 8)}`,
    works: async (folder) => {
      const file = join(folder, program.binary);
      return executable(file) && (program.works === undefined || (await program.works(file)));
    },
    make: (folder) => build(program, go, folder),
  };
}

/** Version of the module in go.mod. */
export function version(program: GoProgram): string {
  const line = recipeFile(program, "go.mod")
    .split("\n")
    .find((text) => text.includes(`${program.module} v`));
  const found = line?.match(/ v(\d\S*)/)?.[1];
  if (!found) throw new Error(`${program.recipe}/go.mod does not name ${program.module}`);
  return found;
}

async function build(program: GoProgram, go: string, folder: string): Promise<void> {
  const log = join(cacheFolder(), `${basename(program.recipe)}-build.log`);
  const display = progress(`parley: building ${program.title} ${version(program)}: minutes, once`);
  const began = Date.now();
  try {
    // The machine's own Go is enough as a rule; an older one may fetch the one that go.mod asks for.
    const done = (await compile(program, go, folder, log, "local", display.detail)) === 0;
    if (!done && (await compile(program, go, folder, log, "auto", display.detail)) !== 0) {
      throw new Error(`the build failed: ${lastLine(log)} (all of it: ${log})`);
    }
    await program.finish?.(join(folder, program.binary), folder);
    display.end(`parley: built ${program.title} ${version(program)} in ${elapsed(Date.now() - began)}`);
  } catch (error) {
    display.end();
    throw error;
  }
}

async function compile(
  program: GoProgram,
  go: string,
  folder: string,
  log: string,
  toolchain: "local" | "auto",
  detail: (text: string) => void,
): Promise<number> {
  const linker = ["-s", "-w", ...(program.variables?.(version(program)) ?? []).map((one) => `-X=${one}`)];
  const flags = ["-v", "-mod=readonly", "-trimpath", "-buildvcs=false", `-ldflags=${linker.join(" ")}`];
  const record = createWriteStream(log);
  let packages = 0;
  const ended = await run(go, ["build", ...flags, "-o", join(folder, program.binary), program.package], {
    cwd: recipeFolder(program),
    env: { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: toolchain, GOFLAGS: "", GOWORK: "off" },
    stdio: ["ignore", "ignore", "pipe"],
    started: (child) => {
      if (!child.stderr) return;
      createInterface({ input: child.stderr }).on("line", (line) => {
        record.write(`${line}\n`);
        detail(line.startsWith("go: downloading") ? "downloading modules" : `${++packages} packages compiled`);
      });
    },
  });
  record.end();
  await finished(record);
  if (ended.interrupted) throw new Interrupted(ended.interrupted);
  return ended.code;
}

function recipeFolder(program: GoProgram): string {
  return join(projectRoot(), program.recipe);
}

function recipeFile(program: GoProgram, name: string): string {
  return readFileSync(join(recipeFolder(program), name), "utf8");
}

function lastLine(file: string): string {
  return readFileSync(file, "utf8").trim().split("\n").at(-1) ?? "no reason given";
}
