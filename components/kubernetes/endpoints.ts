/**
 * Where clients reach each media server (a bridge, for short), and how it learns that.
 *
 * Bridges of one StatefulSet have one pod template, and each needs another address. So a ConfigMap holds the addresses
 * by pod name, and those of nodes by theirs, and the container starts by looking up its own. The ConfigMap keeps its name
 * and is changed in place: a bridge or a node more changes no pod that runs.
 */
import type { IConfigMap } from "kubernetes-models/v1/ConfigMap";
import type { IVolume } from "kubernetes-models/v1/Volume";
import type { IVolumeMount } from "kubernetes-models/v1/VolumeMount";
import { haveOwnPorts, outsidePorts } from "../../settings/mediaServers";
import type { MediaPort, Service, Workload } from "../../workloads/model";
import { factsIn } from "../../workloads/value";
import { endpointEnv } from "./environment";
import { type ClusterObject, clusterObject, later, type Manifest, type Unknown } from "./objects";
import { type KubernetesOptions, metaOf, onNodePorts, replicaNames } from "./options";

export interface Endpoint {
  /** Name of the pod, and of its Service. */
  readonly replica: string;
  readonly service: Service;
  readonly ports: readonly EndpointPort[];
}

interface EndpointPort {
  readonly media: MediaPort;
  readonly outside: number;
  readonly inside: number;
}

/** Every replica that is reached on its own, with its ports; none where a node's port is used. */
export function endpointsOf({ services, media }: Workload, options: KubernetesOptions): Endpoint[] {
  if (onNodePorts(options)) return [];
  const groups = services.filter(({ individual }) => individual);
  return groups.flatMap((service, group) =>
    replicaNames(service).map((replica, ordinal) => ({
      ...{ replica, service },
      ports: media
        .filter((one) => one.service === service.name)
        // The groups take turns: one more in each moves nobody to another port.
        .map((one) => ({ media: one, ...portsOf(one, ordinal * groups.length + group, options) })),
    })),
  );
}

/** @param i number of the replica among all of them */
function portsOf({ port, endPort }: MediaPort, i: number, { section }: KubernetesOptions) {
  const outside = haveOwnPorts(section) ? outsidePorts(section, port).from + i : port;
  return { outside, inside: endPort === undefined ? port : outside };
}

/** Where a pod finds the addresses. */
export const directory = "/etc/parley/media";

const usesAddresses = (service: Service, options: KubernetesOptions): boolean =>
  Object.keys(endpointEnv(service, options)).length > 0;

const mapName = (service: Service): string => `${service.name}-addresses`;

/** Key of a node's address: no pod's name has a dot. */
export const nodeKey = (name: string): string => `node.${name}`;

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

/**
 * Inside first: a client of the same network should not go round through the NAT. `#port` alone is the pod's node. Where
 * replicas have ports of their own, all of one replica's have the same number.
 */
function addressesOf({ replica, service, ports }: Endpoint, { section }: KubernetesOptions): (string | Unknown)[] {
  const [first] = ports;
  if (!first) throw new Error(`${service.name} wants an address, and has no media port`);
  const port = `#${first.outside}`;
  const outside = section.media.address === undefined ? "" : `,${section.media.address}${port}`;
  if (section.media.expose === "nodePort") return [`${port}${outside}`];
  const known = !needsPort(service) && first.outside === first.inside;
  return [{ addressOf: `service/${replica}` }, `${known ? "" : port}${outside}`];
}

const needsPort = ({ env }: Service): boolean =>
  Object.values(env).some((value) => factsIn(value).includes("mediaPort"));

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
