/** What to do about something that a cluster does not have. */

/** By kind, for an object that is not there. */
export const objectRemedies: Readonly<Record<string, string>> = {
  IngressClass: "install that controller, or name the class in `kubernetes.ingress.class`",
  GatewayClass: "install that implementation, or name the class in `kubernetes.ingress.class`",
  Gateway: "make it, or correct `kubernetes.ingress.gateway`",
  ClusterIssuer: "make it in cert-manager, or correct `kubernetes.ingress.tls.issuer`",
  StorageClass: "correct `kubernetes.storageClass`, or leave it out for the cluster's default",
  PriorityClass: "make it, or correct `kubernetes.priorityClass`",
};

/** For a kind that the API server does not serve. */
export function remedyOf(apiVersion: string): string {
  if (apiVersion.startsWith("gateway.networking.k8s.io/"))
    return "install the CRDs of the Gateway API, or set another `kubernetes.ingress.kind`";
  if (apiVersion.startsWith("traefik.io/"))
    return "install Traefik's CRDs, and let it read them (providers.kubernetesCRD)";
  if (apiVersion.startsWith("monitoring.coreos.com/"))
    return "install the Prometheus Operator, or remove `kubernetes.monitoring`";
  return "use a newer version of Kubernetes";
}
