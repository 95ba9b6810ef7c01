/** What of an object cannot be changed in place (the kubernetes provider's own list, its part about what Parley makes). */
import type { Plain } from "../resourceType";

const byKind: Readonly<Record<string, readonly string[]>> = {
  ClusterRoleBinding: ["roleRef"],
  DaemonSet: ["spec.selector"],
  Deployment: ["spec.selector"],
  Job: ["spec.completions", "spec.selector", "spec.template"],
  PersistentVolumeClaim: ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  Pod: ["spec.containers", "spec.initContainers", "spec.nodeName", "spec.volumes"],
  RoleBinding: ["roleRef"],
  Service: ["spec.clusterIP", "spec.type"],
  StatefulSet: ["spec.podManagementPolicy", "spec.selector", "spec.serviceName", "spec.volumeClaimTemplates"],
  StorageClass: ["parameters", "provisioner"],
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
  return byKind[String(object.kind)] ?? [];
}

/** Settings of a provider reach it as strings. */
function on(value: unknown): boolean {
  return value === true || value === "true";
}
