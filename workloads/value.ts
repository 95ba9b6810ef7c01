/**
 * Text that may hold a secret or a fact known only while deploying.
 *
 * A workload is printed, compared and drawn without anyone's secrets: where a value needs one, it names it,
 * and whoever deploys puts the real one in.
 */

/** A secret by name: a generated one (`jvbAuth`), or one of the operator's own (`credentials.loopiaPassword`). */
export interface SecretRef {
  readonly secret: string;
  /** The quoted text that the secret stands in: its own characters are escaped to fit when it is put there. */
  readonly within?: keyof typeof escapes;
}

/** How text fits into quoted text. */
export const escapes = {
  /** Double quotes of a Compose env file (compose-go dotenv): it expands escapes first, then variables. */
  envFile: (text: string): string => {
    if (/[\r\n\0]/.test(text)) throw new Error("a value for an env file has more than one line");
    return text.replace(/[\\"$]/g, "\\$&");
  },
} as const;

/** A fact that only the deployment can know. */
export interface FactRef {
  readonly fact: FactName;
}

/**
 * - `publicAddress`: the IPv4 address under which the internet reaches the media port;
 * - `replicaName`: the name of the replica that reads it, no other one has it;
 * - `mediaEndpoint`: where clients reach the media port of the replica that reads it, `address` or `address#port`, all of
 *   them with commas between, inside first;
 * - `mediaAddress`, `mediaPort`: the last of them in parts; a port only where each replica has one of its own.
 *
 * A Docker host knows the first, a cluster the others.
 */
export type FactName = "publicAddress" | "replicaName" | (typeof mediaFacts)[number];

/** What each replica looks up where it is reached. */
export const mediaFacts = ["mediaEndpoint", "mediaAddress", "mediaPort"] as const;

export type Part = string | SecretRef | FactRef;
export type Value = string | readonly Part[];

/** Names a secret. */
export const secret = (name: string): Value => [{ secret: name }];

/** Names a fact. */
export const fact = (name: FactName): Value => [{ fact: name }];

/** Builds a value: text`user=${name} password=${secret("jvbAuth")}`. */
export function text(strings: TemplateStringsArray, ...holes: readonly (Value | number)[]): Value {
  return join(strings.flatMap((string, i) => (i < holes.length ? [string, asValue(holes[i] ?? "")] : [string])));
}

/** Concatenates values. */
export function join(values: readonly Value[], separator = ""): Value {
  const parts: Part[] = [];
  for (const [i, value] of values.entries()) {
    for (const part of [i > 0 ? separator : "", ...(typeof value === "string" ? [value] : value)]) {
      const last = parts.length - 1;
      const before = parts[last];
      if (part === "") continue;
      if (typeof part === "string" && typeof before === "string") parts[last] = before + part;
      else parts.push(part);
    }
  }
  if (parts.length === 0) return "";
  return parts.length === 1 && typeof parts[0] === "string" ? parts[0] : parts;
}

/** Where a value's references get their text. */
export interface Lookup {
  secret(name: string): string;
  fact(name: FactName): string;
}

/** Replaces every reference. */
export function resolve(value: Value, lookup: Lookup): string {
  if (typeof value === "string") return value;
  return value
    .map((part) =>
      typeof part === "string" ? part : "secret" in part ? secretText(part, lookup) : lookup.fact(part.fact),
    )
    .join("");
}

const secretText = ({ secret, within }: SecretRef, lookup: Lookup): string =>
  within ? escapes[within](lookup.secret(secret)) : lookup.secret(secret);

/** What people see in place of a secret or a fact. */
export const asReferences: Lookup = {
  secret: (name) => `{{secret:${name}}}`,
  fact: (name) => `{{fact:${name}}}`,
};

/** The value for people to read: references stay references. */
export const display = (value: Value): string => resolve(value, asReferences);

/** Names of the secrets that a value needs, sorted, each once. */
export const secretsIn = (value: Value): string[] => namesIn(value, (part) => ("secret" in part ? part.secret : ""));

/** Names of the facts that a value needs, sorted, each once. */
export const factsIn = (value: Value): FactName[] =>
  namesIn(value, (part) => ("fact" in part ? part.fact : "")) as FactName[];

function namesIn(value: Value, name: (part: SecretRef | FactRef) => string): string[] {
  if (typeof value === "string") return [];
  const names = value.map((part) => (typeof part === "string" ? "" : name(part)));
  return [...new Set(names.filter((found) => found !== ""))].sort();
}

const asValue = (hole: Value | number): Value => (typeof hole === "number" ? String(hole) : hole);
