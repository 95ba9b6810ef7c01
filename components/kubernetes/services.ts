/** Services: a name for each service inside the cluster, and a way in from outside for each media server. */
import type { IService } from "kubernetes-models/v1/Service";
import type { Port, Service, Workload } from "../../workloads/model";
import { type Endpoint, endpointsOf } from "./endpoints";
import { type ClusterObject, clusterObject, type Manifest } from "./objects";
import { governorOf, groupOf, groupSelectorOf, type KubernetesOptions, labelsOf, metaOf, selectorOf } from "./options";
import { upper } from "./pods";

type ServiceManifest = IService & Manifest;

/** What Kubernetes says about a pod's name, on every pod of a StatefulSet. */
const podName = "statefulset.kubernetes.io/pod-name";

export const services = (workload: Workload, options: KubernetesOptions): ClusterObject[] => [
  ...workload.services.flatMap((service) => [
    ...(service.individual ? [headless(service, options)] : []),
    ...(groupOf(service) === undefined ? inside(service, options) : []),
  ]),
  ...groups(workload, options),
  ...endpointsOf(workload, options).map((endpoint) => outside(endpoint, options)),
];

const insidePorts = ({ ports }: Service): Port[] => ports.filter(({ reach }) => reach !== "media");

function inside(service: Service, options: KubernetesOptions): ClusterObject[] {
  const ports = insidePorts(service);
  if (ports.length === 0) return [];
  return [clusterIp(service.title, metaOf(service, options), selectorOf(service.name, options), ports)];
}

/** One name for services that differ in their region alone. */
function groups({ services: all }: Workload, options: KubernetesOptions): ClusterObject[] {
  const firsts = new Map(all.flatMap((service) => (groupOf(service) ? [[groupOf(service), service] as const] : [])));
  return [...firsts.values()].flatMap((service) => {
    if (!service.regionOf) return [];
    const { name, title } = service.regionOf;
    const meta = { ...metaOf(service, options, name), labels: labelsOf(name, options) };
    return [clusterIp(title, meta, groupSelectorOf(name, options), insidePorts(service))];
  });
}

const clusterIp = (
  title: string,
  meta: Manifest["metadata"],
  selector: Record<string, string>,
  ports: readonly Port[],
): ClusterObject =>
  clusterObject<ServiceManifest>(`${title}, inside the cluster`, {
    ...{ apiVersion: "v1", kind: "Service", metadata: withoutAwait(meta) },
    spec: {
      type: "ClusterIP",
      selector,
      ports: ports.map(({ name, port, protocol }) => ({ name, port, targetPort: name, protocol: upper[protocol] })),
    },
  });

/** A StatefulSet wants one; nobody asks for it. */
const headless = (service: Service, options: KubernetesOptions): ClusterObject =>
  clusterObject<ServiceManifest>(`names of ${service.name}'s replicas`, {
    ...{ apiVersion: "v1", kind: "Service", metadata: withoutAwait(metaOf(service, options, governorOf(service))) },
    spec: {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: selectorOf(service.name, options),
      ports: service.ports.map(({ name, port, protocol }) => ({ name, port, protocol: upper[protocol] })),
    },
  });

/** One Service, and so one address, for all ports of a replica, whatever their protocol. */
function outside({ replica, service, ports }: Endpoint, options: KubernetesOptions): ClusterObject {
  const { media: how } = options.section;
  const balanced = how.expose === "loadBalancer";
  const meta = { ...metaOf(service, options, replica), annotations: { ...how.annotations } };
  const named = ports.map(({ media, outside: port }) => `${upper[media.protocol]} ${port}`).join(" and ");
  return clusterObject<ServiceManifest>(`media to ${replica}, ${named}`, {
    ...{ apiVersion: "v1", kind: "Service" },
    // A load balancer is waited for: its address is what the bridge has to know.
    metadata: balanced ? meta : withoutAwait(meta),
    spec: {
      type: balanced ? "LoadBalancer" : "NodePort",
      ...(balanced && how.loadBalancerClass !== undefined ? { loadBalancerClass: how.loadBalancerClass } : {}),
      // With one pod behind it, a hop over another node is of no use; a NodePort may be reached through any node.
      externalTrafficPolicy: balanced ? "Local" : "Cluster",
      // A bridge that waits for its conferences is not ready for new connections, but the ones that it has must last.
      publishNotReadyAddresses: true,
      selector: { ...selectorOf(service.name, options), [podName]: replica },
      ports: ports.map(({ media, outside: port, inside: targetPort }) => ({
        ...{ name: media.name, port, targetPort, protocol: upper[media.protocol] },
        ...(balanced ? {} : { nodePort: port }),
      })),
    },
  });
}

/** Made before the pods that it leads to: waiting for those would wait for ever. */
const withoutAwait = (meta: Manifest["metadata"]): Manifest["metadata"] => ({
  ...meta,
  annotations: { ...meta.annotations, "pulumi.com/skipAwait": "true" },
});
