/** How services find each other: an alias becomes the full name of the Service. */
import type { Workload } from "../../workloads/model";
import type { Value } from "../../workloads/value";
import { type KubernetesOptions, namespaceOf } from "./options";

/**
 * Replaces aliases in text. In full, with the cluster's domain: nginx looks names up without the search domains of
 * resolv.conf.
 */
export function withServiceNames(workload: Workload, options: KubernetesOptions): (value: Value) => Value {
  const names = workload.services.flatMap((service) =>
    service.aliases.map(
      (alias) =>
        [alias, `${service.name}.${namespaceOf(service, options)}.svc.${options.section.clusterDomain}`] as const,
    ),
  );
  const replaced = (text: string): string =>
    // Whole names only: `xmpp.meet.jitsi` is not part of `auth.xmpp.meet.jitsi`.
    names.reduce(
      (all, [alias, name]) =>
        all.replace(new RegExp(`(?<![\\w.-])${alias.replaceAll(".", "\\.")}(?![\\w-]|\\.\\w)`, "g"), name),
      text,
    );
  return (value) =>
    typeof value === "string"
      ? replaced(value)
      : value.map((part) => (typeof part === "string" ? replaced(part) : part));
}
