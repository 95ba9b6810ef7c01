/** The cluster's nodes: objects that kwok keeps Ready. */
import type { KubernetesObject } from "./api";

/** Pods' addresses, as kwok gives them out. */
export const podNetwork = "10.244.0.0/16";
/** Addresses of Services; the first is the API server's. */
export const serviceNetwork = "10.96.0.0/16";
export const apiServiceAddress = "10.96.0.1";

const size = { cpu: "16", memory: "64Gi", pods: "110", "ephemeral-storage": "100Gi" };

/** Nodes spread over two zones, each with an address inside and one outside (203.0.113.0/24, for documentation). */
export function nodes(count: number): KubernetesObject[] {
  return Array.from({ length: count }, (_, index) => node(index + 1));
}

function node(number: number): KubernetesObject {
  const name = `node-${number}`;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "topology.kubernetes.io/region": "lab",
        "topology.kubernetes.io/zone": `lab-${number % 2 === 1 ? "a" : "b"}`,
      },
    },
    status: {
      addresses: [
        { type: "InternalIP", address: `192.0.2.${10 + number}` },
        { type: "ExternalIP", address: `203.0.113.${200 + number}` },
        { type: "Hostname", address: name },
      ],
      allocatable: size,
      capacity: size,
    },
  };
}
