/** Changes between two plans, for a terminal or a pull request. */
import colors from "picocolors";
import type { Changes, Difference, FileChange } from "./changes";

export interface DiffContext {
  readonly config: string;
  readonly revision: string;
  /** The configuration did not exist in that revision. */
  readonly isNew: boolean;
}

export function diffText(changes: Changes, { config, revision, isNew }: DiffContext): string {
  const lists = [
    list("Releases", changes.releases),
    list("Resources", changes.resources),
    list("Secrets", changes.secrets),
    list("DNS records", changes.dnsRecords),
  ].flat();
  const head = `${colors.bold(config)} now, against ${colors.bold(revision)}`;
  if (isNew) lists.unshift(`There is no ${config} in ${revision}: everything is new.`, "");
  if (lists.length === 0 && changes.files.length === 0) return `${head}: nothing changes.\n`;
  return [head, "", ...lists, ...changes.files.map(file), totals(changes), ""].join("\n");
}

function list(title: string, { added, removed, changed }: Difference): string[] {
  const lines = [
    ...added.map((name) => colors.green(`  + ${name}`)),
    ...removed.map((name) => colors.red(`  - ${name}`)),
    ...changed.map((name) => colors.yellow(`  ~ ${name}`)),
  ];
  return lines.length === 0 ? [] : [colors.bold(title), ...lines, ""];
}

function file({ path, patch, attributes }: FileChange): string {
  const note = attributes ? [colors.bold(`${path}: mode and owner ${attributes}`)] : [];
  return [...note, ...(patch === "" ? [""] : patch.split("\n").map(colored))].join("\n");
}

function colored(line: string): string {
  if (line.startsWith("+++") || line.startsWith("---")) return colors.bold(line);
  if (line.startsWith("@@")) return colors.cyan(line);
  if (line.startsWith("+")) return colors.green(line);
  return line.startsWith("-") ? colors.red(line) : line;
}

function totals({ files, resources, secrets }: Changes): string {
  const count = ({ added, removed, changed }: Difference) =>
    `${added.length} added, ${removed.length} removed, ${changed.length} changed`;
  const touched = files.length === 1 ? "1 file" : `${files.length} files`;
  return `${touched} differ; resources: ${count(resources)}; secrets: ${count(secrets)}.`;
}
