/** What routes have in common, by Ingress and by Gateway. */
import type { HttpRoute, Workload } from "../../workloads/model";
import { type KubernetesOptions, labelsOf, namespaceOf } from "./options";

export const routeMeta = (
  name: string,
  options: KubernetesOptions,
  { annotations = {}, namespace = options.namespace }: RouteMeta = {},
) => ({
  ...{ name, namespace, labels: labelsOf(name, options) },
  ...(Object.keys(annotations).length > 0 ? { annotations: { ...annotations } } : {}),
});

interface RouteMeta {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly namespace?: string;
}

export const hostsOf = (all: readonly HttpRoute[]): string[] => [...new Set(all.map(({ host }) => host))];

/** Where the Service is that a route leads to. */
export function backendNamespace({ services, name }: Workload, route: HttpRoute, options: KubernetesOptions): string {
  const service = services.find((one) => one.name === route.service || one.regionOf?.name === route.service);
  if (!service) throw new Error(`a route of ${name} leads to ${route.service}, which is not there`);
  return namespaceOf(service, options);
}

export const certificateName = ({ instance }: KubernetesOptions): string => `${instance}-tls`;

export const certificateAnnotations = ({ section }: KubernetesOptions): Record<string, string> =>
  section.ingress.tls.issuer === undefined ? {} : { "cert-manager.io/cluster-issuer": section.ingress.tls.issuer };

/** external-dns takes the name from the object itself; it has to be told that it may. */
export const dnsAnnotations = (workload: Workload, { section }: KubernetesOptions): Record<string, string> =>
  section.externalDns ? { "external-dns.alpha.kubernetes.io/hostname": hostsOf(workload.routes).join(",") } : {};
