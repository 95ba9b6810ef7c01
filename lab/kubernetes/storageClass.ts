/** The cluster's storage: volumes appear when a pod wants them, and nothing is behind them. */
import type { KubernetesObject } from "./api";

export const provisioner = "simulated.parley.example";

export const storageClass: KubernetesObject = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "standard", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner,
  volumeBindingMode: "WaitForFirstConsumer",
  reclaimPolicy: "Delete",
};
