/** What of an object cannot be changed in place (the kubernetes provider's own list, its part about what Parley makes). */
import type { Plain } from "../../../provider/protocol/resourceType";

const containers = ["spec.containers", "spec.initContainers"];

/** By kind, with the group in front of it unless that is the core. */
const byKind: Readonly<Record<string, readonly string[]>> = {
  "apps/DaemonSet": ["spec.selector"],
  "apps/Deployment": ["spec.selector"],
  "apps/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  PersistentVolumeClaim: ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  Pod: [
    ...containers,
    "spec.affinity",
    "spec.automountServiceAccountToken",
    "spec.dnsConfig",
    "spec.dnsPolicy",
    "spec.hostNetwork",
    "spec.nodeName",
    "spec.nodeSelector",
    "spec.restartPolicy",
    "spec.securityContext",
    "spec.serviceAccountName",
    "spec.terminationGracePeriodSeconds",
    "spec.volumes",
  ],
  ResourceQuota: ["spec.scopes"],
  Service: ["spec.clusterIP"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner"],
};

/** Paths whose change means a new object. ConfigMaps and Secrets are replaced too, unless the provider was told otherwise. */
export function immutable(object: Plain, config: Plain): readonly string[] {
  const fixed = object.immutable === true;
  if (object.kind === "ConfigMap") {
    return fixed || !on(config.enableConfigMapMutable) ? ["binaryData", "data"] : [];
  }
  if (object.kind === "Secret") {
    return fixed || !on(config.enableSecretMutable) ? ["data", "stringData", "type"] : ["type"];
  }
  const [group, version] = String(object.apiVersion).split("/");
  return byKind[version === undefined ? String(object.kind) : `${group}/${object.kind}`] ?? [];
}

/** Settings of a provider reach it as strings. */
export function on(value: unknown): boolean {
  return value === true || value === "true";
}
