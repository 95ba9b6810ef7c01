/**
 * Where clients reach each bridge, and how it learns that.
 *
 * Bridges of one StatefulSet have one pod template, and each needs another address. So a ConfigMap holds the addresses
 * by pod name, and those of nodes by theirs, and the container starts by looking up its own. The ConfigMap keeps its name
 * and is changed in place: a bridge or a node more changes no pod that runs.
 */
import type { IConfigMap } from "kubernetes-models/v1/ConfigMap";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IVolume } from "kubernetes-models/v1/Volume";
import type { IVolumeMount } from "kubernetes-models/v1/VolumeMount";
import { bridgePorts } from "../../settings/checks/kubernetes/bridges";
import type { MediaPort, Service, Workload } from "../../workloads/model";
import type { Value } from "../../workloads/value";
import {
  endpointEnv,
  endpointVariable,
  nodeNameVariable,
  nodeVariable,
  replicaVariable,
  verbatim,
} from "./environment";
import { type ClusterObject, clusterObject, later, type Manifest, type Unknown } from "./objects";
import { type KubernetesOptions, metaOf, nodesAreNamed, onNodePorts, replicaNames } from "./options";

export interface Endpoint {
  /** Name of the pod, and of its Service. */
  readonly replica: string;
  readonly service: Service;
  readonly media: MediaPort;
  /** Port outside. */
  readonly port: number;
}

/** Every replica that is reached on its own, with its port outside; none where a node's port is used. */
export function endpointsOf(workload: Workload, options: KubernetesOptions): Endpoint[] {
  if (onNodePorts(options)) return [];
  const { media } = options.section;
  const each = media.expose === "nodePort" || media.address !== undefined;
  const all = workload.media.flatMap((port) => {
    const service = workload.services.find((one) => one.name === port.service);
    return service?.individual ? replicaNames(service).map((replica) => ({ replica, service, media: port })) : [];
  });
  return all.map((one, i) => ({
    ...one,
    port: each ? bridgePorts(options.section, one.media.port).from + i : one.media.port,
  }));
}

const directory = "/etc/parley/media";

const usesAddresses = (service: Service, options: KubernetesOptions): boolean =>
  Object.keys(endpointEnv(service, options)).length > 0;

const mapName = (service: Service): string => `${service.name}-addresses`;

/** Key of a node's address: no pod's name has a dot. */
const nodeKey = (name: string): string => `node.${name}`;

/** The addresses by pod name, as the services' environment wants them: `address` or `address#port`, comma between. */
export function addressMaps(workload: Workload, options: KubernetesOptions): ClusterObject[] {
  const endpoints = endpointsOf(workload, options);
  return workload.services
    .filter((service) => usesAddresses(service, options))
    .map((service) =>
      clusterObject<IConfigMap & Manifest>(`where clients reach each ${service.title}`, {
        ...{ apiVersion: "v1", kind: "ConfigMap", metadata: metaOf(service, options, mapName(service)) },
        data: Object.fromEntries([
          ...endpoints
            .filter((one) => one.service === service)
            .map((endpoint) => [endpoint.replica, later(...addressesOf(endpoint, options))]),
          ...Object.entries(options.section.media.nodeAddresses).map(([name, address]) => [nodeKey(name), address]),
        ]),
      }),
    );
}

/** Inside first: a client of the same network should not go round through the NAT. `#port` alone is the pod's node. */
function addressesOf({ replica, media, port }: Endpoint, { section }: KubernetesOptions): (string | Unknown)[] {
  const outside = section.media.address === undefined ? "" : `,${section.media.address}#${port}`;
  if (section.media.expose === "nodePort") return [`#${port}${outside}`];
  return [{ addressOf: `service/${replica}` }, `${port === media.port ? "" : `#${port}`}${outside}`];
}

export function addressVolume(
  service: Service,
  options: KubernetesOptions,
): { volumes: IVolume[]; mounts: IVolumeMount[] } {
  if (!usesAddresses(service, options)) return { volumes: [], mounts: [] };
  return {
    volumes: [{ name: "addresses", configMap: { name: mapName(service) } }],
    // The whole directory, not one key: only so does a running pod see a change.
    mounts: [{ name: "addresses", mountPath: directory, readOnly: true }],
  };
}

/** Command of the container, in place of the image's own, where it has to look up its address first. */
export function startCommand(service: Service, options: KubernetesOptions): Pick<IContainer, "command"> {
  const env = endpointEnv(service, options);
  if (Object.keys(env).length === 0) return {};
  if (!service.entrypoint) throw new Error(`${service.name} needs its address first, and does not say what it starts`);
  return { command: ["/bin/sh", "-c", verbatim(script(env, options)), "start", ...service.entrypoint] };
}

const script = (env: Readonly<Record<string, Value>>, options: KubernetesOptions): string => `set -eu
# The kubelet may need a moment to see that there is one more.
wait_for() {
  until [ -s "$1" ]; do
    echo "waiting for the address of $2"
    sleep 2
  done
}
${lookUp(options)}
${Object.entries(env)
  .map(([name, value]) => `export ${name}=${shell(value)}`)
  .join("\n")}
exec "$@"
`;

/** Shell that sets the endpoint: the node's address inside and outside, both with the bridge's port, or what stands there. */
function lookUp(options: KubernetesOptions): string {
  const own = `file=${directory}/$${replicaVariable}
wait_for "$file" "$${replicaVariable}"`;
  if (!nodesAreNamed(options)) return `${own}\n${endpointVariable}=$(sed "s/^#/$${nodeVariable}#/" "$file")`;
  const [wait, port] = onNodePorts(options) ? [[], ""] : [[own], '$(cat "$file")'];
  return [
    ...wait,
    `node=${directory}/${nodeKey(`$${nodeNameVariable}`)}`,
    `wait_for "$node" "the node $${nodeNameVariable}"`,
    `port=${port}`,
    `${endpointVariable}=$${nodeVariable}$port,$(cat "$node")$port`,
  ].join("\n");
}

const shell = (value: Value): string =>
  (typeof value === "string" ? [value] : value)
    .map((part) => (typeof part === "string" ? `'${part.replaceAll("'", "'\\''")}'` : `"$${endpointVariable}"`))
    .join("");
