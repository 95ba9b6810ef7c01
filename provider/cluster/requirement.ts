/** What a cluster must have for what is to be deployed, in the words of its API. Pure. */
import { z } from "zod";

const labels = z.record(z.string(), z.string()).readonly();

export const requirementSchema = z.discriminatedUnion("need", [
  /** A kind of object that the API server serves. */
  z.strictObject({ need: z.literal("kind"), apiVersion: z.string(), kind: z.string() }),
  /** A group that the API server passes on to somebody else. */
  z.strictObject({ need: z.literal("api"), group: z.string(), for: z.string() }),
  z.strictObject({
    need: z.literal("object"),
    apiVersion: z.string(),
    kind: z.string(),
    name: z.string(),
    namespace: z.string().optional(),
  }),
  z.strictObject({ need: z.literal("defaultStorageClass") }),
  /** A namespace that is either not there, or ours. */
  z.strictObject({ need: z.literal("namespace"), name: z.string(), instance: z.string() }),
  /** Nodes that pods may be placed on. */
  z.strictObject({ need: z.literal("nodes"), count: z.int(), labels }),
  /** No node with these labels that pods may be placed on has another name. */
  z.strictObject({ need: z.literal("nodeNames"), names: z.array(z.string()), labels }),
  z.strictObject({ need: z.literal("version"), minor: z.int() }),
]);

export type Requirement = Readonly<z.output<typeof requirementSchema>>;

/** For people, in a few words. */
export function requirementText(one: Requirement): string {
  switch (one.need) {
    case "kind":
      return `${one.kind} (${one.apiVersion})`;
    case "api":
      return one.group;
    case "object":
      return `${one.kind} ${one.namespace === undefined ? "" : `${one.namespace}/`}${one.name}`;
    case "defaultStorageClass":
      return "a default StorageClass";
    case "namespace":
      return `a namespace ${one.name} of its own`;
    case "nodes":
      return `${one.count} nodes`;
    case "nodeNames":
      return "addresses of its nodes";
    case "version":
      return `Kubernetes 1.${one.minor}`;
  }
}
