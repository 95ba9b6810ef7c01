/** The generated secrets of a workload with the number that the settings give each. */
import type { SecretSpec } from "../../workloads/model";
import type { PlannedSecret } from "../planned";

/** Sorted by name. A secret without a number has number 1. */
export const plannedSecrets = (
  specs: readonly SecretSpec[],
  rotation: Readonly<Record<string, number>>,
): PlannedSecret[] =>
  specs
    .map((spec) => ({ name: spec.name, title: spec.title, length: spec.length, rotation: rotation[spec.name] ?? 1 }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** Numbers given to secrets that this workload does not have: most likely typing errors. */
export const unknownRotations = (specs: readonly SecretSpec[], rotation: Readonly<Record<string, number>>): string[] =>
  Object.keys(rotation)
    .filter((name) => !specs.some((spec) => spec.name === name))
    .sort();

/** The numbers by name, as the identity of a release takes them. */
export const rotationsOf = (secrets: readonly PlannedSecret[]): Record<string, number> =>
  Object.fromEntries(secrets.map((secret) => [secret.name, secret.rotation]));
