/**
 * A short hash of everything that a service is made of: its definition in compose.yaml, and what that does not show: its
 * files, and the numbers of its secrets.
 *
 * Compose recreates a container when its definition changed. Mounts keep their paths from release to release, so
 * without this label a changed file would change nothing. It also tells which services a release changes: Compose's own
 * `config --hash` leaves out env files, and so never agrees with the containers' labels (seen with 2.26.1).
 */
import { createHash } from "node:crypto";
import type { Service } from "../../workloads/model";
import { display, secretsIn } from "../../workloads/value";
import { composeYaml } from "./yaml";

export const fingerprintLabel = "parley.config";

/** @param definition what else it is made of; left out where the platform itself tells a changed definition */
export function fingerprint(
  service: Service,
  rotations: Readonly<Record<string, number>>,
  definition?: Readonly<Record<string, unknown>>,
): string {
  const values = [...Object.values(service.env), ...service.files.map(({ content }) => content)];
  const secrets = [...new Set(values.flatMap(secretsIn))].sort().map((name) => `${name}#${rotations[name] ?? 1}`);
  const files = service.files.map(({ path, content }) => [path, display(content)]).sort();
  const all = JSON.stringify({ ...(definition ? { definition: composeYaml(definition) } : {}), files, secrets });
  return createHash("sha256").update(all).digest("hex").slice(0, 12);
}
