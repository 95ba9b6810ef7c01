/** A place for stacks with simulated providers. */
import { join } from "node:path";
import { installProviders, simulatedParley } from "../providers/install";
import type { Engine } from "./find";
import { type Place, place } from "./place";

export interface SimulatedPlace extends Place {
  /** What the providers were asked for, a line of JSON each. */
  readonly journal: string;
}

/** Makes the place ready; `passphrase` protects nothing real, because nothing real is in there. */
export function simulatedPlace(engine: Engine, folder: string, passphrase: string): SimulatedPlace {
  const made = place(engine, folder, passphrase);
  const journal = join(folder, "journal.jsonl");
  installProviders(made.home);
  return {
    ...made,
    journal,
    environment: { ...made.environment, PARLEY_SIMULATED_JOURNAL: journal, PARLEY_PROVIDER: simulatedParley() },
  };
}
