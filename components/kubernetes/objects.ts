/** Objects of a cluster as plain data, before anyone's secrets and before anything is known that only the cluster knows. */
import type { IObjectMeta } from "@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta";
import { display, type Value } from "../../workloads/value";

/** A manifest; the renderers write each kind with that kind's own type. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: IObjectMeta & { readonly name: string };
}

export interface Timeouts {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

export interface ClusterObject {
  /** `deployment/web`: no two of an environment have the same. */
  readonly id: string;
  readonly title: string;
  readonly manifest: Manifest;
  /** Gets a new name with every change of its content, so that exactly the pods that read it are replaced. */
  readonly autonamed?: boolean;
  /** Objects that have to be in force first, beside those that it names. */
  readonly after?: readonly string[];
  /** How long making, changing and removing it may take, seconds; the provider's ten minutes unless said. */
  readonly timeouts?: Timeouts;
  /** Fields, as in `spec.replicas`, that are somebody else's once the object is there: a change leaves them as they are. */
  readonly ignored?: readonly string[];
  /** Stays when the stack is destroyed. */
  readonly keep?: boolean;
}

/** What stands for text until the deployment knows it. */
export type Unknown =
  | { readonly value: Value }
  /** Name that an autonamed object got, by its id. */
  | { readonly nameOf: string }
  /** IPv4 address that a load balancer gave to a Service, by its id. */
  | { readonly addressOf: string };

export class Later {
  constructor(readonly parts: readonly (string | Unknown)[]) {}
}

/** The types of Kubernetes know text alone: this is the one place where something else is passed off as text. */
export const later = (...parts: readonly (string | Unknown)[]): string => new Later(parts) as unknown as string;

/** An object, its id made from its kind and name; without lists that hold nothing, which the API server leaves out too. */
export const clusterObject = <M extends Manifest>(
  title: string,
  manifest: M,
  more: Omit<ClusterObject, "id" | "title" | "manifest"> = {},
): ClusterObject => ({
  id: idOf(manifest.kind, manifest.metadata.name),
  title,
  manifest: withoutEmptyLists(manifest),
  ...more,
});

function withoutEmptyLists<T>(node: T): T {
  if (node instanceof Later || typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map(withoutEmptyLists) as T;
  const entries = Object.entries(node).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutEmptyLists(value)])) as T;
}

export const idOf = (kind: string, name: string): string => `${kind.toLowerCase()}/${name}`;

/** Every leaf of a manifest replaced by what `text` makes of it, if it stands for text; absent fields left out. */
export function mapLater(node: unknown, text: (unknown: Later) => unknown): unknown {
  if (node instanceof Later) return text(node);
  if (Array.isArray(node)) return node.map((one) => mapLater(one, text));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, mapLater(value, text)]),
  );
}

/** All that a manifest leaves to the deployment. */
export function unknownsIn(manifest: Manifest): Unknown[] {
  const found: Unknown[] = [];
  mapLater(manifest, (one) => {
    found.push(...one.parts.filter((part): part is Unknown => typeof part !== "string"));
    return "";
  });
  return found;
}

/** A manifest for people to read: references stay references. */
export const displayed = (manifest: Manifest): unknown =>
  mapLater(manifest, ({ parts }) => parts.map((part) => (typeof part === "string" ? part : shown(part))).join(""));

const shown = (part: Unknown): string => {
  if ("value" in part) return display(part.value);
  return "nameOf" in part ? `{{name:${part.nameOf}}}` : `{{address:${part.addressOf}}}`;
};
