/**
 * What network policies let through, as the API says it: a pod that a policy selects for a direction may do only what
 * some policy allows in that direction, and a connection needs both sides. Complete for what Parley writes: selectors by
 * label, `ipBlock` without `except`, numbered ports with ranges. Anything else is an error here.
 */
import { BlockList } from "node:net";
import type { INetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import type { INetworkPolicyPeer } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer";
import type { INetworkPolicyPort } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort";

export interface Peer {
  readonly address: string;
  /** Absent for somebody outside the cluster. */
  readonly pod?: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
}

type Direction = "Ingress" | "Egress";

/** Whether a new connection gets through. Its answers always do. */
export const allowed = (
  policies: readonly INetworkPolicy[],
  from: Peer,
  to: Peer,
  port: number,
  protocol: "TCP" | "UDP",
): boolean =>
  oneWay(policies, "Egress", from, to, port, protocol) && oneWay(policies, "Ingress", to, from, port, protocol);

function oneWay(
  policies: readonly INetworkPolicy[],
  direction: Direction,
  self: Peer,
  other: Peer,
  port: number,
  protocol: "TCP" | "UDP",
): boolean {
  const mine = policies.filter((policy) => applies(policy, direction, self));
  if (mine.length === 0) return true;
  return mine.some((policy) => {
    const namespace = policy.metadata?.namespace ?? "";
    const rules =
      direction === "Ingress"
        ? (policy.spec?.ingress ?? []).map(({ from: peers, ports }) => ({ peers, ports }))
        : (policy.spec?.egress ?? []).map(({ to: peers, ports }) => ({ peers, ports }));
    return rules.some(
      ({ peers = [], ports = [] }) =>
        (peers.length === 0 || peers.some((peer) => isPeer(peer, other, namespace))) &&
        (ports.length === 0 || ports.some((one) => isPort(one, port, protocol))),
    );
  });
}

function applies({ metadata, spec }: INetworkPolicy, direction: Direction, { pod }: Peer): boolean {
  if (!spec?.policyTypes) throw new Error("a policy without policyTypes");
  return (
    pod !== undefined &&
    metadata?.namespace === pod.namespace &&
    spec.policyTypes.includes(direction) &&
    selects(spec.podSelector, pod.labels)
  );
}

function isPeer(peer: INetworkPolicyPeer, { address, pod }: Peer, namespace: string): boolean {
  if (peer.ipBlock) {
    if (peer.ipBlock.except) throw new Error("ipBlock.except is not known here");
    const [network = "", prefix] = peer.ipBlock.cidr.split("/");
    const list = new BlockList();
    list.addSubnet(network, Number(prefix));
    return list.check(address);
  }
  if (!pod) return false;
  const there = peer.namespaceSelector
    ? selects(peer.namespaceSelector, { "kubernetes.io/metadata.name": pod.namespace })
    : pod.namespace === namespace;
  return there && selects(peer.podSelector, pod.labels);
}

function isPort({ port, endPort, protocol = "TCP" }: INetworkPolicyPort, wanted: number, over: "TCP" | "UDP"): boolean {
  if (typeof port !== "number") throw new Error("a port without a number is not known here");
  return protocol === over && wanted >= port && wanted <= (endPort ?? port);
}

function selects(
  selector: { matchLabels?: Record<string, string>; matchExpressions?: unknown } | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  if (selector?.matchExpressions) throw new Error("matchExpressions are not known here");
  return Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}
