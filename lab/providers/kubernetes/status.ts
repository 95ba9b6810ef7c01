/** What a healthy cluster would report about an object. */
import type { Plain } from "../../../provider/protocol/resourceType";
import { isRecord } from "../../../provider/protocol/values";

/** From the range for documentation: nobody takes it for a real load balancer. */
const loadBalancer = { loadBalancer: { ingress: [{ ip: "203.0.113.80", ipMode: "VIP" }] } };

/** The status, or undefined for kinds that have none. */
export function statusOf(object: Plain): Record<string, unknown> | undefined {
  const spec = isRecord(object.spec) ? object.spec : {};
  const replicas = typeof spec.replicas === "number" ? spec.replicas : 1;
  switch (object.kind) {
    case "Deployment":
      return { replicas, readyReplicas: replicas, availableReplicas: replicas, updatedReplicas: replicas };
    case "StatefulSet":
      return { replicas, readyReplicas: replicas, currentReplicas: replicas, updatedReplicas: replicas };
    case "Service":
      return spec.type === "LoadBalancer" ? loadBalancer : { loadBalancer: {} };
    case "Ingress":
      return loadBalancer;
    case "Namespace":
      return { phase: "Active" };
    case "PersistentVolumeClaim":
      return { phase: "Bound" };
    default:
      return undefined;
  }
}
