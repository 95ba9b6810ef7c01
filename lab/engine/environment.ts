/** What the engine is started with. */
import { basename, delimiter, dirname } from "node:path";
import type { Engine } from "./find";
import { engineName } from "./program";

/**
 * A base environment with the engine and its language host where they are found, and with what makes it start sooner.
 * Nothing that decides where state and secrets are: that stays as the user has it.
 */
export function engineEnvironment(engine: Engine, base: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const folders = [dirname(engine.pulumi)];
  if (!folders.includes(dirname(engine.language))) folders.push(dirname(engine.language));
  // An engine that is called differently (PULUMI_BIN) must not bring its neighbours onto PATH.
  if (basename(engine.pulumi) !== engineName) folders.shift();
  return {
    ...base,
    PATH: [...folders, base.PATH ?? ""].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Type checks take longer than everything else at start; `npm test` does them.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
}
