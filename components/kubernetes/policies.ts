/** Network policies: nothing in and nothing out, except exactly the flows that the workload declares. */
import type { INetworkPolicyPeer } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer";
import type { INetworkPolicyPort } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort";
import type { Flow, Party, Service, Workload } from "../../workloads/model";
import { namespacePolicies, networking, type Policy } from "./namespacePolicies";
import { type ClusterObject, clusterObject } from "./objects";
import { type KubernetesOptions, metaOf, selectorOf } from "./options";
import { partyPeers, peer } from "./peers";
import { upper } from "./pods";

export const policies = (workload: Workload, options: KubernetesOptions): ClusterObject[] => [
  ...namespacePolicies(workload, options),
  ...workload.services.flatMap((service) => policy(workload, service, options)),
];

interface Allowed {
  readonly ports: readonly INetworkPolicyPort[];
  readonly peers: readonly INetworkPolicyPeer[];
}

function policy(workload: Workload, service: Service, options: KubernetesOptions): ClusterObject[] {
  const { metrics, name } = service;
  const into = workload.flows.filter(({ to }) => to === name);
  const out = workload.flows.filter(({ from }) => from === name);
  const at = (party: Party) => partyPeers(workload, service, party, options);
  const ingress = [
    ...into.map((flow): Allowed => ({ ports: [portOf(workload, flow)], peers: at(flow.from) })),
    ...(metrics
      ? [
          {
            ports: [{ port: metrics.port, protocol: "TCP" as const }],
            peers: [peer(options.section.monitoring.monitor)],
          },
        ]
      : []),
  ];
  const egress = out.flatMap((flow): Allowed[] => {
    const port = portOf(workload, flow);
    if (flow.to !== "edge") return [{ ports: [port], peers: at(flow.to) }];
    // The public name: from outside, and where the cluster itself takes that for the controller's pods.
    const { controllerPorts } = options.section.ingress;
    return [
      { ports: [port], peers: at("internet") },
      { ports: controllerPorts.map((one) => ({ port: one, protocol: "TCP" as const })), peers: at("edge") },
    ];
  });
  return [
    clusterObject<Policy>(`what ${name} may talk to`, {
      ...networking,
      metadata: metaOf(service, options),
      spec: {
        podSelector: { matchLabels: selectorOf(name, options) },
        policyTypes: ["Ingress", "Egress"],
        ingress: byPort(ingress).map(({ peers, ports }) => ({ from: [...peers], ports: [...ports] })),
        egress: byPort(egress).map(({ peers, ports }) => ({ to: [...peers], ports: [...ports] })),
      },
    }),
  ];
}

function portOf({ media }: Workload, { port, endPort, protocol, to }: Flow): INetworkPolicyPort {
  const range = media.find((one) => one.service === to && one.port === port && one.protocol === protocol);
  const last = endPort ?? range?.endPort;
  return { port, protocol: upper[protocol], ...(last === undefined || last === port ? {} : { endPort: last }) };
}

/** One rule for each port, with everyone who may use it, each once. */
function byPort(rules: readonly Allowed[]): Allowed[] {
  const found = new Map<string, { ports: readonly INetworkPolicyPort[]; peers: Map<string, INetworkPolicyPeer> }>();
  for (const { ports, peers } of rules) {
    const key = JSON.stringify(ports);
    const entry = found.get(key) ?? { ports, peers: new Map<string, INetworkPolicyPeer>() };
    for (const one of peers) entry.peers.set(JSON.stringify(one), one);
    found.set(key, entry);
  }
  return [...found.values()].map(({ ports, peers }) => ({ ports, peers: [...peers.values()] }));
}
