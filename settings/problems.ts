/** Turns schema errors into what a user can act on: where, what is wrong, what would be right. */
import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";

export interface Problem {
  /** Where, as the stack file writes it: `parley:proxmox.address`. */
  readonly path: string;
  readonly problem: string;
  readonly remedy: string;
}

/** `["proxmox", "address"]` → `parley:proxmox.address`. */
export function pathText(path: readonly PropertyKey[]): string {
  const [head, ...rest] = path.map((step) => (typeof step === "number" ? `[${step}]` : String(step)));
  if (head === undefined) return "parley:";
  return `parley:${head}${rest.map((step) => (step.startsWith("[") ? step : `.${step}`)).join("")}`;
}

/** All problems of one zod error, in the order of the schema. */
export const problemsOf = (error: z.ZodError, schema: z.ZodType): Problem[] =>
  error.issues.flatMap((issue) => fromIssue(issue, schema, []));

function fromIssue(issue: z.core.$ZodIssue, schema: z.ZodType, base: readonly PropertyKey[]): Problem[] {
  const path = [...base, ...issue.path];
  const at = pathText(path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(path, key, keysAt(schema, path)));
    case "invalid_type":
      return [
        issue.input === undefined
          ? { path: at, problem: "is missing", remedy: `set it: ${descriptionAt(schema, path)}` }
          : { path: at, problem: `is not ${article(issue.expected)}`, remedy: descriptionAt(schema, path) },
      ];
    case "invalid_value":
      return [
        issue.input === undefined
          ? { path: at, problem: "is missing", remedy: `one of ${issue.values.join(", ")}` }
          : {
              path: at,
              problem: `has no choice ${shown(issue.input)}`,
              remedy: choices(issue.values.map(String), issue.input),
            },
      ];
    case "invalid_union":
      return issue.discriminator
        ? [discriminated(issue, at, schema, path)]
        : issue.errors
            .flat()
            .slice(0, 1)
            .flatMap((inner) => fromIssue(inner, schema, path));
    case "invalid_key":
      return issue.issues.flatMap((inner) => [{ path: at, problem: inner.message, remedy: remedyOf(inner) }]);
    case "too_small":
      return [{ path: at, problem: `is too ${size(issue.origin, "small")}`, remedy: `at least ${issue.minimum}` }];
    case "too_big":
      return [{ path: at, problem: `is too ${size(issue.origin, "large")}`, remedy: `at most ${issue.maximum}` }];
    default:
      return [{ path: at, problem: issue.message, remedy: remedyOf(issue) || descriptionAt(schema, path) }];
  }
}

function discriminated(
  issue: z.core.$ZodIssueInvalidUnion,
  at: string,
  schema: z.ZodType,
  path: readonly PropertyKey[],
): Problem {
  const section = schemaAt(schema, path.slice(0, -1));
  const options = section instanceof z.ZodDiscriminatedUnion ? section.options : [];
  const names = options.flatMap((option) => {
    const field = option instanceof z.ZodObject ? option.shape[issue.discriminator ?? ""] : undefined;
    return field instanceof z.ZodLiteral ? [...field.values].map(String) : [];
  });
  const where = at.endsWith(`.${issue.discriminator}`) ? at : `${at}.${issue.discriminator}`;
  return { path: where, problem: "is not one that Parley knows", remedy: `one of ${names.join(", ")}` };
}

function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): Problem {
  const near = nearest(key, known);
  return {
    path: pathText([...path, key]),
    problem: "is not a setting",
    remedy: near ? `did you mean \`${near}\`?` : `known here: ${known.join(", ") || "nothing"}`,
  };
}

/** The known word that a typo stands for; undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(word.toLowerCase(), [...known]);
  const found = known.find((name) => name === best);
  return found && distance(word.toLowerCase(), found.toLowerCase()) <= Math.max(2, Math.floor(word.length / 3))
    ? found
    : undefined;
}

function choices(values: readonly string[], given: unknown): string {
  const near = typeof given === "string" ? nearest(given, values) : undefined;
  return near ? `did you mean \`${near}\`? There are ${values.join(", ")}` : `one of ${values.join(", ")}`;
}

/** The schema under a path, through defaults and optionals; undefined where it is not an object. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let at: z.ZodType | undefined = bare(schema);
  for (const step of path) {
    if (at instanceof z.ZodObject) at = at.shape[String(step)] as z.ZodType | undefined;
    else if (at instanceof z.ZodArray) at = at.element as z.ZodType;
    else if (at instanceof z.ZodRecord) at = at.valueType as z.ZodType;
    else if (at instanceof z.ZodDiscriminatedUnion) {
      at = at.options.map((option) => schemaAt(option as z.ZodType, [step])).find((found) => found !== undefined);
    } else return undefined;
    if (at) at = bare(at);
  }
  return at;
}

/** Without default, optional and the like. */
function bare(schema: z.ZodType): z.ZodType {
  let at = schema;
  while (at instanceof z.ZodDefault || at instanceof z.ZodPrefault || at instanceof z.ZodOptional)
    at = at.unwrap() as z.ZodType;
  return at;
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const at = schemaAt(schema, path);
  if (at instanceof z.ZodObject) return Object.keys(at.shape);
  if (at instanceof z.ZodDiscriminatedUnion)
    return [...new Set(at.options.flatMap((option) => keysAt(option as z.ZodType, [])))];
  return [];
}

const descriptionAt = (schema: z.ZodType, path: readonly PropertyKey[]): string =>
  describedAt(schema, path) ?? "see docs/settings.md";

function describedAt(schema: z.ZodType, path: readonly PropertyKey[]): string | undefined {
  const parent = schemaAt(schema, path.slice(0, -1));
  const last = String(path.at(-1) ?? "");
  const field = parent instanceof z.ZodObject ? (parent.shape[last] as z.ZodType | undefined) : undefined;
  return field?.description ?? schemaAt(schema, path)?.description;
}

const remedyOf = (issue: z.core.$ZodIssue): string =>
  issue.code === "custom" && typeof issue.params?.remedy === "string" ? issue.params.remedy : "";

const article = (type: string): string =>
  ({
    int: "a whole number",
    number: "a number",
    string: "text",
    boolean: "true or false",
    array: "a list",
    object: "a group of settings",
    record: "a group of settings",
  })[type] ?? type;

const size = (origin: string, word: "small" | "large"): string =>
  origin === "string" || origin === "array" ? (word === "small" ? "short" : "long") : word;

const shown = (value: unknown): string => `\`${typeof value === "object" ? JSON.stringify(value) : String(value)}\``;
