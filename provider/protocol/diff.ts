/** Diff: which inputs changed, where, and whether that means a new resource. */
import { isDeepStrictEqual } from "node:util";
import { propertyPath } from "./check";
import { isRecord, plain, type Values } from "./values";

export type Kind = "add" | "delete" | "update";

export interface Change {
  readonly path: string;
  readonly kind: Kind;
  readonly replace: boolean;
}

/** The changes between two sets of inputs; a value that is not known yet counts as changed. */
export function changes(olds: Values, news: Values, replacedBy: readonly string[]): Change[] {
  return walk(plain(olds), plain(news), []).map(({ path, kind }) => ({
    path: propertyPath(path),
    kind,
    replace: replacedBy.some((pattern) => concerns(pattern, path)),
  }));
}

interface Found {
  readonly path: readonly (string | number)[];
  readonly kind: Kind;
}

function walk(before: unknown, after: unknown, path: readonly (string | number)[]): Found[] {
  if (isDeepStrictEqual(before, after)) return [];
  // What appears or goes as a whole is told leaf by leaf, because it may be a leaf that replaces.
  if (before === undefined && isRecord(after)) return walk({}, after, path);
  if (after === undefined && isRecord(before)) return walk(before, {}, path);
  if (before === undefined) return [{ path, kind: "add" }];
  if (after === undefined) return [{ path, kind: "delete" }];
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, i) => walk(before[i], after[i], [...path, i])).flat();
  }
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => walk(before[key], after[key], [...path, key]));
  }
  return [{ path, kind: "update" }];
}

/**
 * Whether a changed path is inside what a pattern names (`mountPoints` covers `mountPoints[0].path`), or holds it (a
 * `disk` that is not known yet may bring another `disk.datastoreId`).
 */
function concerns(pattern: string, path: readonly (string | number)[]): boolean {
  if (pattern === "*") return true;
  const wanted = pattern.split(".");
  const names = path.filter((key): key is string => typeof key === "string");
  return wanted.every((name, index) => names[index] === name || index >= names.length);
}
