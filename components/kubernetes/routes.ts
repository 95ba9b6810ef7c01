/** How HTTPS comes in: Ingresses, or routes of the Gateway API. WebSockets stay open for as long as a conference lasts. */
import type { Workload } from "../../workloads/model";
import { gatewayRoutes } from "./gateway";
import { ingresses } from "./ingress";
import type { ClusterObject } from "./objects";
import type { KubernetesOptions } from "./options";

export function routes(workload: Workload, options: KubernetesOptions): ClusterObject[] {
  const { kind } = options.section.ingress;
  return kind === "gateway" ? gatewayRoutes(workload, options) : ingresses(workload, options, kind);
}
