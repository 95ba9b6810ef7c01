/** Values as the engine sends them: JSON, with marks for what is secret and for what is not known yet. */
import { randomInt } from "node:crypto";

export type Values = Record<string, unknown>;

/** Marks of the engine's wire format (sdk/go/common/resource/plugin/rpc.go and resource/properties.go). */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknowns = new Set<unknown>([
  unknownValue,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isUnknown(value: unknown): boolean {
  return unknowns.has(value);
}

export function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSecret(value: unknown): value is { value: unknown } {
  return isRecord(value) && value[signature] === secretSignature;
}

/** Marks a value as secret. */
export function secret(value: unknown): unknown {
  return isSecret(value) ? value : { [signature]: secretSignature, value };
}

/** The same value without marks of secrecy and without empty entries. */
export function plain<T = unknown>(value: unknown): T {
  return mapped(value, (inner) => plain(inner)) as T;
}

/** The same value with every secret replaced: what may be written down. */
export function redacted(value: unknown): unknown {
  return mapped(value, () => "[secret]");
}

/** Whether anything inside is secret. */
export function holdsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isRecord(value) && Object.values(value).some(holdsSecret);
}

/** `values`, secret wherever `model` is. */
export function alike(model: Values, values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, likewise(model[key], value)]));
}

function likewise(model: unknown, value: unknown): unknown {
  if (!holdsSecret(model)) return value;
  return isRecord(model) && !isSecret(model) && isRecord(value) ? alike(model, value) : secret(value);
}

/** Sets a value at a path like `metadata.uid`; what stands on the way is copied, secrets on the way stay secret. */
export function withValue(values: Values, path: string, value: unknown): Values {
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...values, [first]: value };
  const inner = values[first];
  const next = isSecret(inner) ? inner.value : inner;
  const changed = withValue(isRecord(next) ? next : {}, rest.join("."), value);
  return { ...values, [first]: isSecret(inner) ? secret(changed) : changed };
}

/** The value at a path, undefined when there is none. */
export function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    values,
  );
}

/** `length` random characters of `alphabet`. */
export function randomText(length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

function mapped(value: unknown, ofSecret: (inner: unknown) => unknown): unknown {
  if (isSecret(value)) return ofSecret(value.value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, ofSecret));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, mapped(item, ofSecret)]));
}
