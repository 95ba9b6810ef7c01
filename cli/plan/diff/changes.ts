/** What differs between two plans, as data. */
import { createTwoFilesPatch } from "diff";
import type { PlanDocument } from "../document";
import { objectFiles } from "../objectFiles";

export interface Changes {
  readonly files: readonly FileChange[];
  readonly resources: Difference;
  readonly secrets: Difference;
  readonly dnsRecords: Difference;
  /** Names of the releases that would be sent again, or for the first time. */
  readonly releases: Difference;
}

/** Names of what is new, gone, or not as it was. */
export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

export interface FileChange {
  readonly path: string;
  /** Unified diff; empty when only owner or mode differ. */
  readonly patch: string;
  /** Owner and mode, when they differ. */
  readonly attributes?: string;
}

/** @param before undefined when the configuration did not exist. */
export function changesBetween(before: PlanDocument | undefined, now: PlanDocument): Changes {
  const compare = <T>(
    list: (plan: PlanDocument) => readonly T[],
    name: (item: T) => string,
    drop: (item: T) => unknown,
  ) => difference(before ? list(before) : [], list(now), name, drop);
  return {
    files: fileChanges(before, now),
    releases: compare(
      (plan) => plan.releases,
      (release) => `${release.host}/${release.name}`,
      (release) => release.id,
    ),
    resources: compare(
      (plan) => plan.resources,
      (resource) => `${resource.name} (${resource.type})`,
      (resource) => resource,
    ),
    secrets: compare(
      (plan) => plan.secrets,
      (secret) => secret.name,
      ({ length, rotation, usedBy }) => [length, rotation, usedBy],
    ),
    dnsRecords: compare(
      (plan) => plan.dnsRecords,
      (record) => `${record.name} ${record.type}`,
      (record) => record,
    ),
  };
}

/** @param content what has to be equal for an item to count as unchanged. */
function difference<T>(
  before: readonly T[],
  now: readonly T[],
  name: (item: T) => string,
  content: (item: T) => unknown,
): Difference {
  const index = (items: readonly T[]) => new Map(items.map((item) => [name(item), JSON.stringify(content(item))]));
  const [old, current] = [index(before), index(now)];
  return {
    added: [...current.keys()].filter((key) => !old.has(key)),
    removed: [...old.keys()].filter((key) => !current.has(key)),
    changed: [...current.keys()].filter((key) => old.has(key) && old.get(key) !== current.get(key)),
  };
}

interface KnownFile {
  readonly content: string;
  readonly attributes: string;
}

function fileChanges(before: PlanDocument | undefined, now: PlanDocument): FileChange[] {
  const [old, current] = [before ? filesOf(before) : new Map<string, KnownFile>(), filesOf(now)];
  return [...new Set([...old.keys(), ...current.keys()])].sort().flatMap((path) => {
    const [from, to] = [old.get(path), current.get(path)];
    const moved = from && to && from.attributes !== to.attributes;
    if (from?.content === to?.content && !moved) return [];
    const name = (file: KnownFile | undefined, side: string) => (file ? `${side}/${path}` : "/dev/null");
    const patch =
      from?.content === to?.content
        ? ""
        : createTwoFilesPatch(name(from, "a"), name(to, "b"), from?.content ?? "", to?.content ?? "");
    // The library starts with a line of equals signs that no other tool prints.
    const unified = patch.replace(/^=+\n/, "").replaceAll(/^((?:---|\+\+\+) .*?)\t$/gm, "$1");
    return [{ path, patch: unified, ...(moved ? { attributes: `${from.attributes} → ${to.attributes}` } : {}) }];
  });
}

const filesOf = (plan: PlanDocument): Map<string, KnownFile> =>
  new Map([
    ...objectFiles(plan).map(({ path, content }): [string, KnownFile] => [path, { content, attributes: "" }]),
    ...plan.releases.flatMap(({ host, name, files, commands, placed }): [string, KnownFile][] => [
      ...files.map(({ path, content, mode, owner }): [string, KnownFile] => [
        `${host}/${name}/${path}`,
        { content, attributes: `${mode} ${owner}` },
      ]),
      // Commands and places are part of a release as much as its files.
      [`${host}/${name} (commands)`, { content: describe(commands, placed), attributes: "" }],
    ]),
  ]);

const describe = (
  commands: PlanDocument["releases"][number]["commands"],
  placed: PlanDocument["releases"][number]["placed"],
): string =>
  [
    ...(["validate", "activate", "check", "deactivate"] as const).map(
      (step) => `# ${step}\n${commands[step].trimEnd()}\n`,
    ),
    ...placed.map(({ file, at }) => `# ${file} also stands at ${at}\n`),
  ].join("");
