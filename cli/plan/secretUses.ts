/** Which services and releases need a secret: what its rotation will touch. */
import type { Deployment } from "../../components/deployment";
import { secretsIn, type Value } from "../../workloads/value";

/** Secret → names of the services that get it, and of the releases that hold it beyond those services. */
export function secretUses({ workload, releases }: Deployment): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, Set<string>>();
  const note = (user: string, values: readonly Value[]) => {
    for (const name of values.flatMap(secretsIn)) uses.set(name, (uses.get(name) ?? new Set()).add(user));
  };
  for (const service of workload.services) {
    note(service.name, [...Object.values(service.env), ...service.files.map((file) => file.content)]);
  }
  const inServices = new Set(uses.keys());
  for (const release of releases) {
    for (const file of release.files) {
      const others = secretsIn(file.content).filter((name) => !inServices.has(name));
      note(
        `release ${release.name}`,
        others.map((name) => [{ secret: name }]),
      );
    }
  }
  return new Map([...uses].map(([name, users]) => [name, [...users].sort()]));
}
