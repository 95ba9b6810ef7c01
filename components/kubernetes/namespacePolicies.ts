/** Network policies for whole namespaces, and for pods in them that are not Parley's. */
import type { INetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import type { INetworkPolicySpec } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec";
import type { Workload } from "../../workloads/model";
import { type ClusterObject, clusterObject, type Manifest } from "./objects";
import { type KubernetesOptions, labelsOf, namespaceOf } from "./options";
import { entryPeers, gatewayProxies, hasOwnGateway, peer } from "./peers";

export type Policy = INetworkPolicy & Manifest;

export const networking = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" } as const;

export function namespacePolicies(workload: Workload, options: KubernetesOptions): ClusterObject[] {
  const namespaces = [...new Set(workload.services.map((service) => namespaceOf(service, options)))];
  return [
    ...namespaces.flatMap((namespace) => [denyAll(namespace, options), names(namespace, options)]),
    ...controllersPods(options),
  ];
}

/**
 * Pods that controllers make in the namespace: cert-manager's, which answer the certificate authority, and a Gateway's own
 * proxies, where an implementation puts them beside it (labels of both are their documented contract).
 */
function controllersPods(options: KubernetesOptions): ClusterObject[] {
  const { tls } = options.section.ingress;
  const namespace = options.namespace;
  const forPods = (
    policy: string,
    labels: Record<string, string>,
    title: string,
    spec: Omit<INetworkPolicySpec, "podSelector">,
  ) =>
    clusterObject<Policy>(title, {
      ...networking,
      metadata: { name: policy, namespace, labels: labelsOf(policy, options) },
      spec: { podSelector: { matchLabels: labels }, ...spec },
    });
  return [
    ...(tls.issuer === undefined
      ? []
      : [
          forPods(
            "certificate-solver",
            { "acme.cert-manager.io/http01-solver": "true" },
            "the certificate authority may ask",
            {
              policyTypes: ["Ingress"],
              ingress: [{ from: entryPeers(namespace, options), ports: [{ port: 8089, protocol: "TCP" }] }],
            },
          ),
        ]),
    ...(hasOwnGateway(options)
      ? [
          forPods("gateway", gatewayProxies, "the Gateway's own proxies", {
            policyTypes: ["Ingress", "Egress"],
            ingress: [{}],
            egress: [{}],
          }),
        ]
      : []),
  ];
}

const denyAll = (namespace: string, options: KubernetesOptions): ClusterObject =>
  named(
    namespace,
    {
      ...networking,
      metadata: { name: "deny-all", namespace, labels: labelsOf("deny-all", options) },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    },
    "nothing in, nothing out",
  );

const names = (namespace: string, options: KubernetesOptions): ClusterObject => {
  const { dns, dnsAddresses } = options.section.networkPolicies;
  return named(
    namespace,
    {
      ...networking,
      metadata: { name: "dns", namespace, labels: labelsOf("dns", options) },
      spec: {
        podSelector: {},
        policyTypes: ["Egress"],
        egress: [
          {
            to: [peer(dns), ...dnsAddresses.map((address) => ({ ipBlock: { cidr: `${address}/32` } }))],
            ports: [
              { port: 53, protocol: "UDP" },
              { port: 53, protocol: "TCP" },
            ],
          },
        ],
      },
    },
    "names may be looked up",
  );
};

/** There may be two namespaces: policies of one name in both are two objects. */
const named = (namespace: string, manifest: Policy, title: string): ClusterObject => ({
  ...clusterObject(title, manifest),
  id: `networkpolicy/${namespace}-${manifest.metadata.name}`,
});
