/** PodMonitors of the Prometheus Operator: every pod of its own, not one of many behind a Service. */
import type { Service, Workload } from "../../workloads/model";
import { type ClusterObject, clusterObject } from "./objects";
import { type KubernetesOptions, metaOf, selectorOf } from "./options";

export const monitors = (workload: Workload, options: KubernetesOptions): ClusterObject[] =>
  workload.services.flatMap((service) => (service.metrics ? [monitor(service, service.metrics, options)] : []));

function monitor(
  service: Service,
  { port, path }: NonNullable<Service["metrics"]>,
  options: KubernetesOptions,
): ClusterObject {
  const meta = metaOf(service, options);
  return clusterObject(`metrics of ${service.name}`, {
    ...{ apiVersion: "monitoring.coreos.com/v1", kind: "PodMonitor" },
    metadata: { ...meta, labels: { ...meta.labels, ...options.section.monitoring.labels } },
    spec: {
      selector: { matchLabels: selectorOf(service.name, options) },
      // By the port's name: that is what older operators know, too.
      podMetricsEndpoints: [{ port: service.ports.find((one) => one.port === port)?.name ?? "metrics", path }],
    },
  });
}
