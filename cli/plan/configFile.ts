/** Finds the configuration that the user means. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { nearest } from "../../settings/problems";
import { projectRoot } from "../root";
import { UserError } from "../userError";
import { workingDirectory } from "../workingDirectory";

export interface ConfigFile {
  /** As the user knows it: the stack's name, or the file's path. The same on every machine. */
  readonly label: string;
  /** Absolute path. */
  readonly file: string;
}

/** A stack of this project by name, or a file by path: as seen from where the user is, else from the project's folder. */
export function configFile(config: string): ConfigFile {
  const root = projectRoot();
  const stack = join(root, `Pulumi.${config}.yaml`);
  if (/^[\w.-]+$/.test(config) && existsSync(stack)) return { label: config, file: stack };
  for (const base of [workingDirectory(), root]) {
    const file = resolve(base, config);
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return { label: labelOf(root, file), file };
  }
  throw new UserError(unknown(config, stacks(root)), 2);
}

/** Stacks of the project, by name. */
export const stacks = (root: string): string[] =>
  readdirSync(root)
    .flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? [])
    .sort();

function labelOf(root: string, file: string): string {
  const inside = relative(root, file).replaceAll("\\", "/");
  const stack = /^Pulumi\.([^/]+)\.yaml$/.exec(inside)?.[1];
  return stack ?? (inside.startsWith("..") ? basename(file) : inside);
}

function unknown(config: string, known: readonly string[]): string {
  const near = nearest(config, known);
  return [
    `There is neither a stack nor a file \`${config}\`.`,
    `Stacks here: ${known.join(", ") || "none; `pulumi stack init NAME` makes one"}.`,
    ...(near ? [`Did you mean \`${near}\`?`] : []),
  ].join("\n");
}
