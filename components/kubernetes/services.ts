/** Services: a name for each service inside the cluster, and a way in from outside for each bridge. */
import type { IService } from "kubernetes-models/v1/Service";
import type { Service, Workload } from "../../workloads/model";
import { type Endpoint, endpointsOf } from "./endpoints";
import { type ClusterObject, clusterObject, type Manifest } from "./objects";
import { type KubernetesOptions, metaOf, selectorOf } from "./options";
import { upper } from "./pods";

type ServiceManifest = IService & Manifest;

/** What Kubernetes says about a pod's name, on every pod of a StatefulSet. */
const podName = "statefulset.kubernetes.io/pod-name";

export const services = (workload: Workload, options: KubernetesOptions): ClusterObject[] => [
  ...workload.services.flatMap((service) =>
    service.individual ? headless(service, options) : inside(service, options),
  ),
  ...endpointsOf(workload, options).map((endpoint) => outside(endpoint, options)),
];

function inside(service: Service, options: KubernetesOptions): ClusterObject[] {
  const ports = service.ports.filter(({ reach }) => reach !== "media");
  if (ports.length === 0) return [];
  return [
    clusterObject<ServiceManifest>(`${service.title}, inside the cluster`, {
      ...{ apiVersion: "v1", kind: "Service", metadata: withoutAwait(metaOf(service, options)) },
      spec: {
        type: "ClusterIP",
        selector: selectorOf(service.name, options),
        ports: ports.map(({ name, port, protocol }) => ({ name, port, targetPort: name, protocol: upper[protocol] })),
      },
    }),
  ];
}

/** A StatefulSet wants one; nobody asks for it. */
const headless = (service: Service, options: KubernetesOptions): ClusterObject[] => [
  clusterObject<ServiceManifest>(`names of ${service.name}'s replicas`, {
    ...{ apiVersion: "v1", kind: "Service", metadata: withoutAwait(metaOf(service, options)) },
    spec: {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: selectorOf(service.name, options),
      ports: service.ports.map(({ name, port, protocol }) => ({ name, port, protocol: upper[protocol] })),
    },
  }),
];

function outside({ replica, service, media, port }: Endpoint, options: KubernetesOptions): ClusterObject {
  const { media: how } = options.section;
  const balanced = how.expose === "loadBalancer";
  const meta = { ...metaOf(service, options, replica), annotations: { ...how.annotations } };
  return clusterObject<ServiceManifest>(`media to ${replica}, ${media.protocol.toUpperCase()} ${port}`, {
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
      ports: [
        {
          name: media.name.slice(0, 15),
          port,
          targetPort: media.port,
          protocol: upper[media.protocol],
          ...(balanced ? {} : { nodePort: port }),
        },
      ],
    },
  });
}

/** Made before the pods that it leads to: waiting for those would wait for ever. */
const withoutAwait = (meta: Manifest["metadata"]): Manifest["metadata"] => ({
  ...meta,
  annotations: { ...meta.annotations, "pulumi.com/skipAwait": "true" },
});
