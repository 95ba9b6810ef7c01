/** What rendering needs to know beside the workload, and the names that follow from it. */
import type { KubernetesSection } from "../../settings/settings";
import type { Service } from "../../workloads/model";

export interface KubernetesOptions {
  /** Names everything of this environment. */
  readonly instance: string;
  /** Where everything is that needs nothing of the nodes. */
  readonly namespace: string;
  readonly section: KubernetesSection;
  readonly timeZone: string;
  /** Rotation number by secret; 1 where none is given. */
  readonly rotations: Readonly<Record<string, number>>;
  /** Volumes that stay when the stack is destroyed, and how large volumes are. */
  readonly volumes: Readonly<Record<string, { readonly size: string; readonly keep: boolean }>>;
}

/** Whether the bridges take ports of the node, which no level of Pod Security but `privileged` allows. */
export const onNodePorts = ({ section: { media } }: KubernetesOptions): boolean =>
  media.expose === "hostPort" || media.expose === "hostNetwork";

/** Whether a bridge has to know its node's public address, which only the settings can tell it. */
export const nodesAreNamed = ({ section: { media } }: KubernetesOptions): boolean =>
  Object.keys(media.nodeAddresses).length > 0;

export const namespaceOf = (service: Service, options: KubernetesOptions): string =>
  service.individual && onNodePorts(options) ? `${options.namespace}-media` : options.namespace;

const hasInside = ({ ports }: Service): boolean => ports.some(({ reach }) => reach !== "media");

/** Name of the Service that a StatefulSet wants: its own name is that of the one which others ask, where there is one. */
export const governorOf = (service: Service): string => (hasInside(service) ? `${service.name}-each` : service.name);

/** By what Services, policies and controllers find a service's pods. */
export const selectorOf = (name: string, { instance }: KubernetesOptions): Record<string, string> => ({
  "app.kubernetes.io/instance": instance,
  "app.kubernetes.io/name": name,
});

/** The group that a service's pods answer for together, where others ask them all by one name. */
export const groupOf = (service: Service): string | undefined =>
  hasInside(service) ? service.regionOf?.name : undefined;

const groupLabel = "parley.dev/group";

/** By what a group's Service finds the pods of all its services. */
export const groupSelectorOf = (group: string, { instance }: KubernetesOptions): Record<string, string> => ({
  "app.kubernetes.io/instance": instance,
  [groupLabel]: group,
});

export const podLabelsOf = (service: Service, options: KubernetesOptions): Record<string, string> => {
  const group = groupOf(service);
  return { ...labelsOf(service.name, options), ...(group === undefined ? {} : { [groupLabel]: group }) };
};

export const labelsOf = (name: string, options: KubernetesOptions): Record<string, string> => ({
  ...selectorOf(name, options),
  "app.kubernetes.io/managed-by": "parley",
});

export const metaOf = (service: Service, options: KubernetesOptions, name = service.name) => ({
  name,
  namespace: namespaceOf(service, options),
  labels: labelsOf(service.name, options),
});

/** Most replicas that a service may come to have. */
export const mostReplicas = ({ replicas, scale }: Service): number => Math.max(replicas, scale?.max ?? 0);

/** Bridges wait for their conferences: their Services and controllers are told apart by pod name. */
export const replicaNames = (service: Service): string[] =>
  Array.from({ length: mostReplicas(service) }, (_, i) => `${service.name}-${i}`);
