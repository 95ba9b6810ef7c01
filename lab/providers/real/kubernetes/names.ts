/** How an object is called, and by whom: names given by the program, or made up and kept. Pure. */

import { isRecord, isUnknown, randomText, type Values } from "../../../../provider/protocol/values";
import type { KubernetesObject } from "../../../kubernetes/api";

const autonamed = "pulumi.com/autonamed";

/** An object as inputs have it: without a name, or parts that are not known yet, perhaps. */
export type Draft = Values & { readonly metadata?: Values };

export const metadataOf = (object: Values): Values => (isRecord(object.metadata) ? object.metadata : {});

export function annotation(object: Values, name: string): string | undefined {
  const { annotations } = metadataOf(object);
  const value = isRecord(annotations) ? annotations[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

export const isOn = (object: Values, name: string): boolean => annotation(object, `pulumi.com/${name}`) === "true";

export const isNamed = (object: Values): boolean => Boolean(metadataOf(object).name);

/** Whether the name was made up here. */
export const isAutonamed = (object: Values): boolean => annotation(object, autonamed) === "true";

/** A name for an object without one: the one that it had, or a new one. */
export function named(news: Values, olds: Values | undefined, resourceName: string): Values {
  if (isNamed(news)) return news;
  const kept = olds && isAutonamed(olds) ? metadataOf(olds).name : undefined;
  if (olds && !kept) return news;
  const name = kept ?? `${resourceName}-${randomText(8, "0123456789abcdef")}`;
  const { annotations } = metadataOf(news);
  const marks = { ...(isRecord(annotations) ? annotations : {}), [autonamed]: "true" };
  return { ...news, metadata: { ...metadataOf(news), name, annotations: marks } };
}

export function inNamespace(object: Values, namespace: string | undefined): Values {
  const { namespace: _, ...metadata } = metadataOf(object);
  return { ...object, metadata: namespace ? { ...metadata, namespace } : metadata };
}

/** What the engine calls it: `namespace/name`. */
export function idOf({ metadata: { name, namespace } }: KubernetesObject): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** As messages name it: the namespace `default` goes without saying. */
export function fullName({ metadata: { name, namespace } }: KubernetesObject): string {
  return namespace && namespace !== "default" ? `${namespace}/${name}` : name;
}

export function partsOf(id: string): { readonly name: string; readonly namespace?: string } {
  const [first = "", second] = id.split("/");
  return second === undefined ? { name: first } : { name: second, namespace: first };
}

/** Whether anything inside is not known yet. */
export function holdsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isRecord(value) && Object.values(value).some(holdsUnknown);
}

/** What a token is about: `kubernetes:apps/v1:Deployment`, with `core/v1` for `v1`. */
export function kindOf(token: string): { readonly apiVersion: string; readonly kind: string } | undefined {
  const [, group, version, kind] = /^kubernetes:([^:/]+)\/([^:/]+):([A-Z]\w*)$/.exec(token) ?? [];
  if (!group || !version || !kind) return undefined;
  return { apiVersion: group === "core" ? version : `${group}/${version}`, kind };
}
