/** How services find each other: a name or an alias becomes the full name of the Service. */
import type { Workload } from "../../workloads/model";
import type { Value } from "../../workloads/value";
import { type KubernetesOptions, namespaceOf } from "./options";

/**
 * Replaces names in text. In full, with the cluster's domain: nginx looks names up without the search domains of
 * resolv.conf, and a media server may be in a namespace of its own.
 */
export function withServiceNames(workload: Workload, options: KubernetesOptions): (value: Value) => Value {
  const names = workload.services.flatMap((service) => {
    const full = `${service.name}.${namespaceOf(service, options)}.svc.${options.section.clusterDomain}`;
    return [[asHost(service.name), full] as const, ...service.aliases.map((alias) => [whole(alias), full] as const)];
  });
  const replaced = (text: string): string => names.reduce((all, [name, full]) => all.replace(name, full), text);
  return (value) =>
    typeof value === "string"
      ? replaced(value)
      : value.map((part) => (typeof part === "string" ? replaced(part) : part));
}

/** `xmpp.meet.jitsi` is not part of `auth.xmpp.meet.jitsi`. */
const whole = (alias: string): RegExp =>
  new RegExp(`(?<![\\w.-])${alias.replaceAll(".", "\\.")}(?![\\w-]|\\.\\w)`, "g");

/** A service's name is a word like others: it is one's host where a port follows, as in `redis:6379`. */
const asHost = (name: string): RegExp => new RegExp(`(?<=^|//|[\\s,=])${name}(?=:\\d)`, "g");
