/**
 * A short hash of what a service reads but compose.yaml does not show: its files, and the numbers of its secrets.
 *
 * Compose recreates a container when its definition changed. Mounts keep their paths from release to release, so
 * without this label a changed file would change nothing.
 */
import { createHash } from "node:crypto";
import type { Service } from "../../workloads/model";
import { display, secretsIn } from "../../workloads/value";

export function fingerprint(service: Service, rotations: Readonly<Record<string, number>>): string {
  const values = [...Object.values(service.env), ...service.files.map(({ content }) => content)];
  const secrets = [...new Set(values.flatMap(secretsIn))].sort().map((name) => `${name}#${rotations[name] ?? 1}`);
  const files = service.files.map(({ path, content }) => [path, display(content)]).sort();
  return createHash("sha256").update(JSON.stringify({ files, secrets })).digest("hex").slice(0, 12);
}
