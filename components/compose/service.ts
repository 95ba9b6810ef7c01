/** One service of compose.yaml. Target: Docker 26.1.5 with Compose 2.26.1 (Debian 13), and Docker CE after it. */
import type { MediaPort, Port, Service, ServiceFile, Tmpfs, User, Volume, Workload } from "../../workloads/model";
import { plainEnv, secretEnv, verbatim } from "./environment";
import { fingerprint, fingerprintLabel } from "./fingerprint";
import { type ComposeOptions, pathsOf } from "./options";
import { healthcheck } from "./probe";
import { ulimits } from "./ulimits";

/** Path in the release of a file that a service reads. */
export const releasePath = (service: Service, file: ServiceFile): string => `config/${service.name}${file.path}`;

export const envFilePath = (service: Service): string => `secrets/${service.name}.env`;

/** The one network of a workload. */
export const network = "workload";

export function composeService(workload: Workload, service: Service, options: ComposeOptions) {
  const definition = definitionOf(workload, service, options);
  return { ...definition, labels: { [fingerprintLabel]: fingerprint(service, options.rotations, definition) } };
}

/** A service without the labels that tell its containers apart from those of another release. */
export function definitionOf(
  workload: Workload,
  service: Service,
  options: ComposeOptions,
): Readonly<Record<string, unknown>> {
  const { resources } = service;
  const { current } = pathsOf(workload, options);
  return withoutEmpty({
    image: verbatim(service.image),
    ...(service.entrypoint ? { entrypoint: service.entrypoint.map(verbatim) } : {}),
    ...(service.command ? { command: service.command.map(verbatim) } : {}),
    restart: "unless-stopped",
    environment: plainEnv(service),
    // Relative, and read by Compose itself: a release is validated before it is in force.
    ...(secretEnv(service) ? { env_file: [envFilePath(service)] } : {}),
    // By uid alone: naming the group too would drop the groups that the image gives this user.
    ...(service.user ? { user: String(service.user.uid) } : {}),
    read_only: service.readOnly,
    cap_drop: ["ALL"],
    ...(service.capabilities.length > 0 ? { cap_add: [...service.capabilities].sort() } : {}),
    security_opt: ["no-new-privileges:true"],
    tmpfs: service.tmpfs.map((mount) => tmpfs(mount, service.user)),
    volumes: [
      ...service.files.map((file) => fileMount(file, `${current}/${releasePath(service, file)}`)),
      ...service.volumes.map(volumeMount),
    ],
    ports: ports(workload, service, options),
    networks: { [network]: service.aliases.length > 0 ? { aliases: [...service.aliases] } : {} },
    depends_on: Object.fromEntries(service.after.map((name) => [name, { condition: "service_healthy" }])),
    healthcheck: healthcheck(service.probe),
    // A quota, not `cpus`: Docker refuses to start a container whose `cpus` exceed the machine's.
    cpu_period: 100_000,
    cpu_quota: Math.round(resources.cpus * 100_000),
    cpu_shares: Math.max(2, Math.round(resources.reserve.cpus * 1024)),
    mem_limit: `${resources.memoryMiB}m`,
    mem_reservation: `${resources.reserve.memoryMiB}m`,
    pids_limit: resources.pids,
    ...(service.sharedMemoryMiB === undefined ? {} : { shm_size: `${service.sharedMemoryMiB}m` }),
    ulimits: ulimits(service),
    stop_grace_period: `${service.stop.graceSeconds}s`,
    ...(service.stop.signal ? { stop_signal: service.stop.signal } : {}),
    ...(service.replicas === 1 ? {} : { scale: service.replicas }),
    logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
  });
}

/** What a service does not have is not mentioned. */
export const withoutEmpty = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => typeof value !== "object" || value === null || Object.keys(value).length > 0,
    ),
  );

/**
 * Owned by the service's user. s6-overlay wants its /run so, and may not repair it: it runs without privileges here
 * (s6-overlay libexec/preinit: "/run belongs to uid 0 instead of 1000 …").
 */
export function tmpfs({ path, sizeMiB, mode, exec }: Tmpfs, user: User | undefined): string {
  const owner = user ? [`uid=${user.uid}`, `gid=${user.gid}`] : [];
  return `${path}:${[`size=${sizeMiB}M`, `mode=${mode}`, ...owner, exec ? "exec" : "noexec"].join(",")}`;
}

export const fileMount = (file: ServiceFile, source: string) => bind(source, file.path, true);

export const volumeMount = ({ path, source, readOnly }: Volume) =>
  "volume" in source
    ? { type: "volume", source: source.volume, target: path, read_only: readOnly ?? false }
    : bind(source.directory, path, readOnly ?? false);

/** A missing directory is an error: Docker would make one that belongs to root, on the wrong disk. */
const bind = (source: string, target: string, readOnly: boolean) => ({
  type: "bind",
  source: verbatim(source),
  target: verbatim(target),
  read_only: readOnly,
  bind: { create_host_path: false },
});

function ports({ media }: Workload, service: Service, { hostAddress }: ComposeOptions): string[] {
  const proxied = service.ports.filter(({ reach }) => reach === "proxy").map((port) => proxyPort(port, hostAddress));
  return [...proxied, ...media.filter((port) => port.service === service.name).map(mediaPort)];
}

const proxyPort = ({ port, protocol, published }: Port, address: string): string =>
  `${address}:${published ?? port}:${port}/${protocol}`;

function mediaPort({ port, endPort, protocol }: MediaPort): string {
  const range = endPort === undefined ? String(port) : `${port}-${endPort}`;
  return `0.0.0.0:${range}:${range}/${protocol}`;
}
