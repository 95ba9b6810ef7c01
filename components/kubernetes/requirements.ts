/** What a cluster must have for what is rendered. Pure. */
import type { Requirement } from "../../provider/cluster/requirement";
import type { ClusterObject } from "./objects";
import { type KubernetesOptions, nodesAreNamed, onNodePorts } from "./options";

/** EndpointSlices that keep terminating pods, and pod names as a label, are stable from here on. */
const oldestMinor = 28;

/** `maxUnavailable` of StatefulSets holds by default from here on (KEP 961); before, it is silently ignored. */
const severalAtOnceMinor = 37;

export function requirementsOf(objects: readonly ClusterObject[], options: KubernetesOptions): Requirement[] {
  const kinds = new Map(
    objects.map(({ manifest: { apiVersion, kind } }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]),
  );
  const { ingress, priorityClass, storageClass, bridges, media } = options.section;
  const claims = objects.some(({ manifest }) => manifest.kind === "PersistentVolumeClaim");
  const object = (apiVersion: string, kind: string, name: string, namespace?: string): Requirement => ({
    ...{ need: "object", apiVersion, kind, name },
    ...(namespace === undefined ? {} : { namespace }),
  });
  const regions = (bridges.regions ?? [{ nodeSelector: {} }]).map(({ nodeSelector }) => ({
    ...media.nodeSelector,
    ...nodeSelector,
  }));
  const main = options.namespace;
  const gatewayKind = ingress.kind === "gateway";
  return [
    { need: "version", minor: bridges.updateAtOnce > 1 ? severalAtOnceMinor : oldestMinor },
    ...objects.flatMap(({ manifest }): Requirement[] =>
      manifest.kind === "Namespace"
        ? [{ need: "namespace", name: manifest.metadata.name, instance: options.instance }]
        : [],
    ),
    ...[...kinds.values()].map((one): Requirement => ({ need: "kind", ...one })),
    ...(gatewayKind ? [] : [object("networking.k8s.io/v1", "IngressClass", ingress.class ?? ingress.kind)]),
    ...(gatewayKind && ingress.class !== undefined
      ? [object("gateway.networking.k8s.io/v1", "GatewayClass", ingress.class)]
      : []),
    ...(ingress.gateway
      ? [object("gateway.networking.k8s.io/v1", "Gateway", ingress.gateway.name, ingress.gateway.namespace ?? main)]
      : []),
    ...(ingress.tls.issuer === undefined ? [] : [object("cert-manager.io/v1", "ClusterIssuer", ingress.tls.issuer)]),
    ...(claims
      ? [
          storageClass === undefined
            ? ({ need: "defaultStorageClass" } as const)
            : object("storage.k8s.io/v1", "StorageClass", storageClass),
        ]
      : []),
    ...(priorityClass === undefined ? [] : [object("scheduling.k8s.io/v1", "PriorityClass", priorityClass)]),
    ...(bridges.autoscale
      ? [{ need: "api", group: "custom.metrics.k8s.io", for: "scaling bridges by their load" } as const]
      : []),
    ...(onNodePorts(options)
      ? regions.map((labels): Requirement => ({ need: "nodes", count: bridges.count, labels }))
      : []),
    ...(nodesAreNamed(options)
      ? regions.map((labels): Requirement => ({ need: "nodeNames", names: Object.keys(media.nodeAddresses), labels }))
      : []),
  ];
}
