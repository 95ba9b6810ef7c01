/** Check: every problem of a resource's inputs at once, each with its path. */
import type { core, ZodType } from "zod";
import { isUnknown, plain, type Values, valueAt } from "./values";

export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** What is wrong with inputs; whatever is not known yet is not judged. */
export function failures(schema: ZodType, inputs: Values): Failure[] {
  const given = plain(inputs);
  const result = schema.safeParse(given);
  return result.success ? [] : result.error.issues.flatMap((issue) => explain(issue, given));
}

/** A path as the engine writes it: `mountPoints[0].path`, `files["compose.yaml"].content`. */
export function propertyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text ? `${text}.${name}` : name;
  }, "");
}

function explain(issue: core.$ZodIssue, given: unknown): Failure[] {
  const prefixes = issue.path.map((_, index) => issue.path.slice(0, index + 1));
  if (prefixes.some((prefix) => isUnknown(valueAt(given, prefix)))) return [];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      property: propertyPath([...issue.path, key]),
      reason: `Invalid or unknown key "${key}"`,
    }));
  }
  const property = propertyPath(issue.path);
  const last = String(issue.path.at(-1) ?? "");
  if (issue.path.length > 0 && valueAt(given, issue.path) === undefined) {
    return [{ property, reason: `Missing required property "${last}"` }];
  }
  return [{ property, reason: issue.message }];
}
