/** Names for what a release holds. Secrets count by name and rotation, never by value: the plan gives the same names. */
import { createHash } from "node:crypto";
import { secretsIn, type Value } from "../../workloads/value";
import type { Release } from "./release";

/** A generated secret's number by its name; a secret without one has number 1. */
export type Rotations = Readonly<Record<string, number>>;

/** Names a release by what it does on the host: files, places, commands and the rotation of the secrets it uses. */
export function releaseId(release: Release, rotations: Rotations): string {
  return digest(
    [
      release.instance,
      release.name,
      release.host,
      release.files
        .map((file) => [file.path, templateHash(file.content, rotations), file.mode, file.owner ?? rootOwner])
        .sort(byText),
      release.placed.map((file) => [file.file, file.at]).sort(byText),
      [
        release.commands.validate,
        release.commands.activate,
        release.commands.check,
        release.commands.deactivate,
        release.commands.observe,
      ],
      release.checkSeconds,
    ],
    12,
  );
}

/** Names a text with its references unresolved. */
export function templateHash(content: Value, rotations: Rotations): string {
  return digest([content, secretsIn(content).map((name) => `${name}#${rotations[name] ?? 1}`)], 8);
}

const rootOwner = { uid: 0, gid: 0 };

const digest = (data: unknown, digits: number): string =>
  createHash("sha256").update(JSON.stringify(data)).digest("hex").slice(0, digits);

const byText = (left: unknown, right: unknown): number => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1);
