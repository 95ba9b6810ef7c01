/**
 * `trial.yaml`: a release's services as a second Compose project that is started beside the running one.
 *
 * What may break in a container is as in compose.yaml: image, environment, files, limits, user, probe. What would be
 * noticed is not: no published ports, storage that is thrown away, a network of its own in which nobody else is found.
 */
import type { Service, Volume, Workload } from "../../workloads/model";
import { verbatim } from "./environment";
import type { ComposeOptions } from "./options";
import { definitionOf, fileMount, network, releasePath, tmpfs, volumeMount, withoutEmpty } from "./service";
import { composeYaml } from "./yaml";

/** The Compose project of trials. No instance is called so: their names have no underscore. */
export const trialProject = ({ instance }: ComposeOptions): string => `${instance}_trial`;

/** Services that can be tried, in the workload's order. */
export const triable = ({ services }: Workload): Service[] => services.filter(({ trial }) => trial !== undefined);

export function trialFile(workload: Workload, options: ComposeOptions): string {
  const services = triable(workload);
  const volumes = services.flatMap((service) => service.volumes.flatMap(namedVolume));
  return composeYaml({
    name: trialProject(options),
    services: Object.fromEntries(services.map((service) => [service.name, trialService(workload, service, options)])),
    networks: { [network]: {} },
    // The project's own, so empty at first, and removed with it.
    volumes: Object.fromEntries(volumes.map((name) => [name, {}])),
  });
}

function trialService(workload: Workload, service: Service, options: ComposeOptions): Record<string, unknown> {
  const { ports: _, scale: __, ...definition } = definitionOf(workload, service, options);
  const needed = service.trial?.with ?? [];
  return withoutEmpty({
    ...definition,
    // As patient as check.sh: who has ended so often is given up.
    restart: "on-failure:3",
    // From where the release was unpacked: it is not in force yet.
    volumes: [
      ...service.files.map((file) => fileMount(file, `./${releasePath(service, file)}`)),
      ...service.volumes.flatMap(throwAwayVolume),
    ],
    tmpfs: [...service.tmpfs.map((mount) => tmpfs(mount, service.user)), ...inMemory(service)],
    depends_on: Object.fromEntries(needed.map((name) => [name, { condition: condition(service, name) }])),
    // A program may look up at its start whom it speaks to later, and end when there is no such name.
    extra_hosts: nowhere(workload, service),
  });
}

const condition = ({ after }: Service, name: string): string =>
  after.includes(name) ? "service_healthy" : "service_started";

const namedVolume = ({ source }: Volume): string[] => ("volume" in source ? [source.volume] : []);

/** A directory of the machine is somebody's: a trial may read it, never write to it. */
const throwAwayVolume = (volume: Volume) => ("volume" in volume.source || volume.readOnly ? [volumeMount(volume)] : []);

const inMemory = ({ volumes, user }: Service): string[] =>
  volumes
    .filter(({ source, readOnly }) => "directory" in source && !readOnly)
    .map(({ path, trialMiB = 64 }) => tmpfs({ path, sizeMiB: trialMiB, mode: "0755", exec: false }, user));

/** Names of the services that are not started along with this one. */
function nowhere(workload: Workload, service: Service): Record<string, string> {
  const company = withNeeds(workload, service.name);
  const others = workload.services.filter(({ name }) => !company.has(name));
  const names = others.flatMap(({ name, aliases }) => [name, ...aliases]);
  return Object.fromEntries(names.map((name) => [verbatim(name), "127.0.0.1"]));
}

function withNeeds(workload: Workload, name: string): Set<string> {
  const needed = workload.services.find((service) => service.name === name)?.trial?.with ?? [];
  return new Set([name, ...needed.flatMap((other) => [...withNeeds(workload, other)])]);
}
