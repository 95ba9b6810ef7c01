/** A place of its own for stacks: nothing of the engine outside its folder is read or written. */
import { mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { engineEnvironment } from "./environment";
import type { Engine } from "./find";

export interface Place {
  /** Where the file backend keeps its state. */
  readonly state: string;
  /** The engine's home, with its plugins. */
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Makes the place; its plugins still have to be installed. */
export function place(engine: Engine, folder: string, passphrase: string): Place {
  const state = join(folder, "state");
  const home = join(folder, "pulumi-home");
  mkdirSync(state, { recursive: true });
  withoutLog(home);
  const environment = {
    ...engineEnvironment(engine, withoutPulumi(process.env)),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    // Everything is here already; an attempt to download costs seconds.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Other providers on the user's PATH must not be taken. A language host that is only on PATH must.
    ...(bundledHost(engine) && { PULUMI_IGNORE_AMBIENT_PLUGINS: "true" }),
    // Opens --event-log, the engine's own record of what it did.
    PULUMI_DEBUG_COMMANDS: "true",
  };
  return { state, home, environment };
}

/**
 * The engine writes a log of everything into its home, compressed and encrypted, and knows no setting against it: a
 * quarter of its own time, for nobody to read. A file where it would make the folder is what it does without it for.
 */
function withoutLog(home: string): void {
  const log = join(home, "logs");
  mkdirSync(home, { recursive: true });
  rmSync(log, { recursive: true, force: true });
  writeFileSync(log, "The engine's own log is not kept here.\n");
}

/** The user's own settings of the engine (backend, tokens, stack, provider) are for the user's own stacks. */
function withoutPulumi(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = (name: string) => name.startsWith("PULUMI_") || name === "PARLEY_PROVIDER";
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !own(name)));
}

function bundledHost(engine: Engine): boolean {
  return dirname(realpathSync(engine.pulumi)) === dirname(engine.language);
}
