/** Parties of a flow as network policies name them. */
import type { INetworkPolicyPeer } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer";
import type { KubernetesSection } from "../../settings/settings";
import type { Party, Service, Workload } from "../../workloads/model";
import { type KubernetesOptions, namespaceOf, selectorOf } from "./options";

/** Pods of one namespace. */
export const peer = ({ namespace, labels }: KubernetesSection["networkPolicies"]["dns"]): INetworkPolicyPeer => ({
  namespaceSelector: inNamespace(namespace),
  ...(Object.keys(labels).length > 0 ? { podSelector: { matchLabels: { ...labels } } } : {}),
});

const inNamespace = (name: string) => ({ matchLabels: { "kubernetes.io/metadata.name": name } });

/** Who a party is, as seen from a service. */
export function partyPeers(
  workload: Workload,
  self: Service,
  party: Party,
  options: KubernetesOptions,
): INetworkPolicyPeer[] {
  const { media, networkPolicies } = options.section;
  if (party === "internet") return [{ ipBlock: { cidr: "0.0.0.0/0" } }];
  if (party === "edge") return entryPeers(namespaceOf(self, options), options);
  const other = workload.services.find(({ name }) => name === party);
  if (!other) throw new Error(`workload ${workload.name} has no service ${party}`);
  if (other.individual && media.expose === "hostNetwork") {
    return networkPolicies.nodeNetworks.map((cidr) => ({ ipBlock: { cidr } }));
  }
  return [podsIn(namespaceOf(other, options), namespaceOf(self, options), selectorOf(party, options))];
}

/** Pods that Gateway implementations make beside a Gateway of ours carry this label (Gateway API, GEP-1762). */
export const gatewayProxies = { "gateway.networking.k8s.io/gateway-name": "web" } as const;

/** Whether the Gateway, and so what may run its proxies, is in our namespace. */
export const hasOwnGateway = ({ section: { ingress } }: KubernetesOptions): boolean =>
  ingress.kind === "gateway" && ingress.class !== undefined;

/** Who brings HTTPS in, as seen from a namespace: the controller's pods, or the proxies that it puts beside the Gateway. */
export const entryPeers = (from: string, options: KubernetesOptions): INetworkPolicyPeer[] => [
  peer(options.section.ingress.controller),
  ...(hasOwnGateway(options) ? [podsIn(options.namespace, from, { ...gatewayProxies })] : []),
];

/** Pods of one namespace, as seen from another or from itself. */
const podsIn = (namespace: string, from: string, labels: Record<string, string>): INetworkPolicyPeer => ({
  ...(namespace === from ? {} : { namespaceSelector: inNamespace(namespace) }),
  podSelector: { matchLabels: labels },
});
