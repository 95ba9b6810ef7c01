/** A workload as objects of a cluster, in the order in which they are put in force. Pure. */
import type { Workload } from "../../workloads/model";
import { controllers } from "./controllers";
import { addressMaps } from "./endpoints";
import { monitors } from "./monitors";
import { withServiceNames } from "./names";
import { namespaces } from "./namespaces";
import { type ClusterObject, idOf } from "./objects";
import { governorOf, type KubernetesOptions } from "./options";
import { policies } from "./policies";
import { routes } from "./routes";
import { services } from "./services";
import { claims, configObjects } from "./storage";
import { timers } from "./timers";

export type { KubernetesOptions } from "./options";

export function clusterObjects(declared: Workload, options: KubernetesOptions): ClusterObject[] {
  const named = withServiceNames(declared, options);
  const workload: Workload = {
    ...declared,
    services: declared.services.map((service) => ({
      ...service,
      env: Object.fromEntries(Object.entries(service.env).map(([name, value]) => [name, named(value)])),
      files: service.files.map((file) => ({ ...file, content: named(file.content) })),
    })),
  };
  const all = [
    ...namespaces(workload, options),
    // Before any pod: none runs a moment without them.
    ...policies(workload, options),
    ...services(workload, options),
    ...addressMaps(workload, options),
    ...workload.services.flatMap((service) => configObjects(service, options)),
    ...claims(workload, options),
    ...controllers(workload, options),
    ...routes(workload, options),
    ...monitors(workload, options),
    ...timers(workload, options),
  ];
  const ids = new Set(all.map(({ id }) => id));
  const guards = guardsOf(all);
  const governors = new Map(workload.services.map((service) => [service.name, governorOf(service)]));
  return all.map((one) => ({ ...one, after: [...prerequisites(one, guards, governors, ids), ...(one.after ?? [])] }));
}

/** By namespace, what has to be there before a pod runs in it. */
function guardsOf(all: readonly ClusterObject[]): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  for (const wanted of ["NetworkPolicy", "PersistentVolumeClaim"]) {
    for (const { id, manifest } of all) {
      const { namespace } = manifest.metadata;
      if (namespace === undefined || manifest.kind !== wanted) continue;
      found.set(namespace, [...(found.get(namespace) ?? []), id]);
    }
  }
  return found;
}

/** An object waits for its namespace; a pod also for the policies around it, and for what it reads by a fixed name. */
function prerequisites(
  { manifest }: ClusterObject,
  guards: ReadonlyMap<string, string[]>,
  governors: ReadonlyMap<string, string>,
  ids: ReadonlySet<string>,
): string[] {
  const { namespace, name } = manifest.metadata;
  if (namespace === undefined) return [];
  const runsPods = ["Deployment", "StatefulSet", "CronJob"].includes(manifest.kind);
  const own = [
    idOf("ServiceAccount", name),
    idOf("ConfigMap", `${name}-addresses`),
    idOf("Service", governors.get(name) ?? name),
  ];
  return [
    idOf("Namespace", namespace),
    ...(runsPods ? [...(guards.get(namespace) ?? []), ...own.filter((id) => ids.has(id))] : []),
  ];
}
