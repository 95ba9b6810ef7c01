/** Images that a release needs. POSIX shell. Pure. */
import type { Service } from "../../workloads/model";

/**
 * Pulls those that are not there. Docker is asked first: Compose takes ten times as long to find that nothing is to do.
 *
 * @param compose command that knows the services
 */
export function pullMissing(services: readonly Service[], compose: string): string {
  const images = [...new Set(services.map(({ image }) => `'${image}'`))].sort();
  return `docker image inspect --format '{{.Id}}' ${images.join(" ")} >/dev/null 2>&1 ||
  ${compose} pull --quiet --policy missing`;
}
