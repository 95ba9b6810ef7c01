/** A service's environment: plain values and facts stand in compose.yaml, secrets in an env file of their own. */
import type { Service, Workload } from "../../workloads/model";
import { escapes, type FactName, factsIn, type Part, secretsIn, type Value } from "../../workloads/value";

const factVariables: Partial<Readonly<Record<FactName, string>>> = { publicAddress: "PARLEY_PUBLIC_ADDRESS" };

/** The variable that holds a fact. Throws for one that a Docker host does not know: that is a bug in the workload. */
export function factVariable(name: FactName): string {
  const variable = factVariables[name];
  if (variable === undefined) throw new Error(`a Docker host does not know the fact ${name}`);
  return variable;
}

/** Text that Compose must not interpolate. */
export const verbatim = (text: string): string => text.split("$").join("$$");

const isSecret = ([, value]: readonly [string, Value]): boolean => secretsIn(value).length > 0;

/** What stands in compose.yaml. */
export function plainEnv(service: Service): Record<string, string> {
  const plain = Object.entries(service.env).filter((entry) => !isSecret(entry));
  return Object.fromEntries(plain.map(([name, value]) => [name, interpolated(value)]));
}

function interpolated(value: Value): string {
  if (typeof value === "string") return verbatim(value);
  return value
    .map((part) => {
      if (typeof part === "string") return verbatim(part);
      // plainEnv keeps secrets out.
      return "fact" in part ? `\${${factVariable(part.fact)}:?facts.sh has not run}` : "";
    })
    .join("");
}

/** Content of the service's env file; undefined when it has no secrets. */
export function secretEnv(service: Service): Value | undefined {
  const secret = Object.entries(service.env)
    .filter(isSecret)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (secret.length === 0) return undefined;
  return secret.flatMap(([name, value]) => [`${name}="`, ...quoted(service, name, value), '"\n']);
}

function quoted(service: Service, name: string, value: Value): Part[] {
  if (factsIn(value).length > 0) {
    throw new Error(`${service.name}: ${name} mixes a secret with a fact, which no env file can hold`);
  }
  const parts = typeof value === "string" ? [value] : value;
  return parts.map((part) => {
    if (typeof part === "string") return escapes.envFile(part);
    return "secret" in part ? { ...part, within: "envFile" } : part;
  });
}

/** Facts that the workload needs, sorted. Only an environment may hold one: files are written before facts are known. */
export function factsOf(workload: Workload): FactName[] {
  for (const { name, files } of workload.services) {
    const file = files.find(({ content }) => factsIn(content).length > 0);
    if (file) throw new Error(`${name}: ${file.path} holds a fact, which is known only after files are written`);
  }
  const names = workload.services.flatMap(({ env }) => Object.values(env).flatMap(factsIn));
  return [...new Set(names)].sort();
}
