/** Load balancers and ingress controllers, simulated: everything that asks for an address gets one, and none leads anywhere. */
import { isDeepStrictEqual } from "node:util";
import type { KubernetesObject } from "../api";

/** From a range for documentation: nobody takes it for a real one. */
const addressOf = (number: number): string => `198.51.100.${1 + (number % 254)}`;

interface Balanced {
  readonly spec?: { readonly type?: string; readonly loadBalancerClass?: string };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] } };
}

/** The objects that wait for an address, with the status that gives them one. */
export function withAddress(objects: readonly KubernetesObject[]): { object: KubernetesObject; status: object }[] {
  const taken = new Set(objects.flatMap(addresses));
  return objects
    .filter((object) => wantsOne(object) && addresses(object).length === 0)
    .map((object) => {
      const ip = free(taken);
      taken.add(ip);
      return { object, status: { loadBalancer: { ingress: [{ ip }] } } };
    });
}

/** Services that are load balanced no more. */
export const withoutNeed = (objects: readonly KubernetesObject[]): KubernetesObject[] =>
  objects.filter((object) => !wantsOne(object) && !isDeepStrictEqual(addresses(object), []));

function wantsOne(object: KubernetesObject): boolean {
  const { spec } = object as Balanced;
  return object.kind === "Ingress" || (spec?.type === "LoadBalancer" && !spec.loadBalancerClass);
}

const addresses = (object: KubernetesObject): string[] =>
  ((object as Balanced).status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);

function free(taken: ReadonlySet<string>): string {
  for (let number = 0; number < 254; number++) {
    if (!taken.has(addressOf(number))) return addressOf(number);
  }
  throw new Error("the simulated load balancer has no address left");
}
