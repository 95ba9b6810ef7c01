/** The namespaces, with the level of Pod Security that the cluster enforces in each. */
import type { INamespace } from "kubernetes-models/v1/Namespace";
import type { Workload } from "../../workloads/model";
import { type ClusterObject, clusterObject, type Manifest } from "./objects";
import { type KubernetesOptions, labelsOf, namespaceOf } from "./options";

export function namespaces(workload: Workload, options: KubernetesOptions): ClusterObject[] {
  const main = options.namespace;
  const keep = workload.services.some(({ volumes }) =>
    volumes.some(({ source }) => "volume" in source && options.volumes[source.volume]?.keep === true),
  );
  const others = [...new Set(workload.services.map((service) => namespaceOf(service, options)))].filter(
    (name) => name !== main,
  );
  return [
    // Deleting a namespace deletes the volumes in it.
    { ...namespace(main, "restricted", "the services", options), ...(keep ? { keep } : {}) },
    // `restricted` and `baseline` both refuse ports of the node: the bridges alone are where that is allowed, and are
    // as restricted in everything else.
    ...others.map((name) => namespace(name, "privileged", "bridges on ports of the nodes", options)),
  ];
}

const namespace = (name: string, level: "restricted" | "privileged", title: string, options: KubernetesOptions) =>
  clusterObject<INamespace & Manifest>(`${title}; Pod Security ${level}`, {
    ...{ apiVersion: "v1", kind: "Namespace" },
    metadata: {
      name,
      labels: {
        ...labelsOf(name, options),
        "pod-security.kubernetes.io/enforce": level,
        "pod-security.kubernetes.io/enforce-version": "latest",
        // What would not be refused is at least said.
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
      },
    },
  }) satisfies ClusterObject;
