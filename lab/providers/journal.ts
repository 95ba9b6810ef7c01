/** The journal: one line of JSON for every operation that a simulated provider was asked for, secrets left out. */
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Operation } from "../../provider/protocol/noted";
import { redacted } from "../../provider/protocol/values";

/** Appends to the file that PARLEY_SIMULATED_JOURNAL names, if any; several providers may write at once. */
export function record(operation: Operation): void {
  const file = process.env.PARLEY_SIMULATED_JOURNAL;
  if (!file) return;
  mkdirSync(dirname(file), { recursive: true });
  const line = { time: new Date().toISOString(), ...operation, inputs: redacted(operation.inputs) };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
