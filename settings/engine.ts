/** Settings as the engine hands them to a program: one string per key, groups as JSON, credentials decrypted. */
const prefix = "parley:";

export interface EngineConfig {
  /** What `parseSettings` wants: decrypted credentials are taken out, only their names stay. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** Decrypted credentials by name. */
  readonly credentials: Readonly<Record<string, string>>;
}

/**
 * @param all every configuration value, by full key.
 * @param isSecret whether the value of a full key was encrypted.
 */
export function fromEngine(all: Readonly<Record<string, string>>, isSecret: (key: string) => boolean): EngineConfig {
  const own = Object.entries(all)
    .filter(([key]) => key.startsWith(prefix))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const raw: Record<string, unknown> = Object.fromEntries(
    own.map(([key, value]) => [key.slice(prefix.length), decoded(value)]).filter(([, value]) => !isEmpty(value)),
  );
  const given = raw.credentials;
  // Plain ones stay as they are, so that parsing refuses them.
  if (!isSecret(`${prefix}credentials`) || typeof given !== "object" || given === null) return { raw, credentials: {} };
  const credentials = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, cleaned(name, value)]));
  const names = Object.fromEntries(Object.keys(credentials).map((name) => [name, { secure: "" }]));
  return { raw: { ...raw, credentials: names }, credentials };
}

/** A newline at the end of a piped file would become part of the secret, and no token would ever fit. */
const cleaned = (name: string, value: unknown): string =>
  name === "jwtAppSecret" ? String(value).trim() : String(value);

/** Pulumi.yaml's defaults: the engine wants one for every key that a stack may leave out. */
const isEmpty = (value: unknown): boolean =>
  value === "" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** The engine turns groups into JSON and leaves text as it is. */
function decoded(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
