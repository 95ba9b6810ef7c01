/** Finds the Pulumi engine: PULUMI_BIN, PATH, the SDK's download, or a build from Go modules, in this order. */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../cli/userError";
import { cached, type Entry, provide } from "../build/cache";
import { buildEntry, type GoProgram, version } from "../build/goProgram";
import { Interrupted } from "../build/process";
import { beside, executable, onPath } from "../build/program";
import { downloadEntry, unreachable } from "./download";
import { engineName, engineVersion, languageName } from "./program";

/** An engine that works, with its host for programs in TypeScript. */
export interface Engine {
  readonly pulumi: string;
  readonly language: string;
  readonly origin: "PULUMI_BIN" | "PATH" | "download" | "build";
}

/** Why there is no engine: one line for everything that was tried. */
export interface Missing {
  readonly missing: readonly string[];
}

type Say = (line: string) => void;

const engineProgram: GoProgram = {
  recipe: "lab/engine/pulumi",
  module: "github.com/pulumi/pulumi/pkg/v3",
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  binary: engineName,
  variables: (version) => [`github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`],
  title: "the Pulumi engine",
  works: async (file) => (await engineVersion(file)) === version(engineProgram),
};

// Later modules of the SDK do not contain the language host any more, and its own module is not published.
const languageProgram: GoProgram = {
  recipe: "lab/engine/language",
  module: "github.com/pulumi/pulumi/sdk/v3",
  package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  binary: languageName,
  title: "Pulumi's Node.js language host",
};

/** The engine to use; `say` gets a line about everything that takes long or was tried in vain. */
export async function findEngine(say: Say): Promise<Engine | Missing> {
  const missing: string[] = [];
  const note = (line: string) => {
    missing.push(line);
    say(`parley: ${line}`);
  };
  const found = (await named()) ?? (await installed(note)) ?? (await downloaded(note, say)) ?? (await built(note, say));
  if (!found) return { missing };
  const language =
    found.origin === "build"
      ? await builtHost(found, note, say)
      : (beside(found.pulumi, languageName) ?? onPath(languageName) ?? (await builtHost(found, note, say)));
  return language ? { ...found, language } : { missing };
}

type Bare = Omit<Engine, "language">;

async function named(): Promise<Bare | undefined> {
  const pulumi = process.env.PULUMI_BIN;
  if (!pulumi) return undefined;
  if (!executable(pulumi)) {
    throw new UserError(`PULUMI_BIN is ${pulumi}, which is not an executable file. Correct it, or unset it.`);
  }
  return { pulumi, origin: "PULUMI_BIN" };
}

async function installed(note: Say): Promise<Bare | undefined> {
  const pulumi = onPath(engineName);
  if (!pulumi) return undefined;
  const said = await engineVersion(pulumi);
  if (said?.startsWith("3.")) return { pulumi, origin: "PATH" };
  note(`${pulumi} is not used: ${said ? `version ${said} is not 3.x` : "`pulumi version` fails"}`);
  return undefined;
}

async function downloaded(note: Say, say: Say): Promise<Bare | undefined> {
  const entry = downloadEntry();
  const there = await cached(entry);
  if (there) return { pulumi: join(there, "bin", engineName), origin: "download" };
  const go = onPath("go");
  // A build that is there already is better than another try to reach the network.
  if (await cached(buildEntry(engineProgram, go ?? "go"))) return undefined;
  const reason = await unreachable();
  if (reason) {
    note(`the engine was not downloaded: ${reason}`);
    return undefined;
  }
  const folder = await attempt(entry, note, say);
  return folder ? { pulumi: join(folder, "bin", engineName), origin: "download" } : undefined;
}

async function built(note: Say, say: Say): Promise<Bare | undefined> {
  const folder = await goBuilt(engineProgram, note, say);
  return folder ? { pulumi: join(folder, engineName), origin: "build" } : undefined;
}

async function builtHost(engine: Bare, note: Say, say: Say): Promise<string | undefined> {
  const folder = await goBuilt(languageProgram, note, say);
  if (!folder) return undefined;
  const language = join(folder, languageName);
  if (engine.origin !== "build") return language;
  // Beside the engine it needs no place on PATH, about which the engine would warn at every start.
  const link = join(engine.pulumi, "..", languageName);
  const draft = `${link}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, hostScript(language), { mode: 0o755 });
  renameSync(draft, link);
  return link;
}

/** Newer hosts read in Pulumi.yaml that a program needs no compiler; this one has to be told. */
const hostScript = (language: string): string => `#!/bin/sh
if grep -qs '^ *typescript: false' Pulumi.yaml; then set -- -typescript=false "$@"; fi
exec '${language}' "$@"
`;

async function goBuilt(program: GoProgram, note: Say, say: Say): Promise<string | undefined> {
  const go = onPath("go");
  const entry = buildEntry(program, go ?? "go");
  if (go) return attempt(entry, note, say);
  const there = await cached(entry);
  if (!there) note(`${program.title} was not built: there is no \`go\` on PATH`);
  return there;
}

async function attempt(entry: Entry, note: Say, say: Say): Promise<string | undefined> {
  try {
    return await provide(entry, () => say("parley: another process is preparing the engine, waiting for it …"));
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    note(`${entry.name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
