/** Holds what a deployment needs against what a cluster has. Pure: `facts.ts` asks the cluster. */
import { objectRemedies, remedyOf } from "./remedies";
import type { Requirement } from "./requirement";

export interface ClusterNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What the cloud says of it; IPv4. */
  readonly externalAddress?: string | undefined;
}

/** What a cluster answered. */
export interface ClusterFacts {
  readonly version: { readonly major: number; readonly minor: number };
  /** API groups with the kinds of each version: `apps/v1` → `Deployment`, …. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
  /** Groups that are served at all. */
  readonly groups: readonly string[];
  /** Objects that were asked for and are there: `apiVersion/Kind/namespace/name`. */
  readonly objects: readonly string[];
  readonly hasDefaultStorageClass: boolean;
  /** Labels of the namespaces that were asked for and are there. */
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Every node that takes pods. */
  readonly nodes: readonly ClusterNode[];
}

export interface ClusterProblem {
  readonly problem: string;
  readonly remedy: string;
}

/** For people: all of them, each with what to do. */
export function problemsText(problems: readonly ClusterProblem[], what: "cluster" | "running pods"): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const subject = what === "cluster" ? "the cluster " : "";
  const lines = problems.map(({ problem, remedy }) => `  ${subject}${problem}\n      → ${remedy}`);
  return [`${count} with the ${what}, nothing was changed.`, "", ...lines].join("\n");
}

export const objectKey = (one: Extract<Requirement, { need: "object" }>): string =>
  [one.apiVersion, one.kind, one.namespace ?? "", one.name].join("/");

/** Everything that the cluster lacks, at once. */
export const clusterProblems = (wanted: readonly Requirement[], has: ClusterFacts): ClusterProblem[] =>
  wanted.flatMap((one) => lacking(one, has, wanted));

function lacking(one: Requirement, has: ClusterFacts, wanted: readonly Requirement[]): ClusterProblem[] {
  switch (one.need) {
    case "version": {
      const { major, minor } = has.version;
      return major > 1 || minor >= one.minor
        ? []
        : [{ problem: `is Kubernetes ${major}.${minor}`, remedy: `Parley needs 1.${one.minor} or newer` }];
    }
    case "kind":
      return has.kinds[one.apiVersion]?.includes(one.kind)
        ? []
        : [{ problem: `does not know ${one.kind} (${one.apiVersion})`, remedy: remedyOf(one.apiVersion) }];
    case "api":
      return has.groups.includes(one.group)
        ? []
        : [
            {
              problem: `serves no ${one.group}, which is needed for ${one.for}`,
              remedy: "install an adapter such as prometheus-adapter, or remove `kubernetes.bridges.autoscale`",
            },
          ];
    case "object":
      // A kind that is missing has been said already.
      return has.objects.includes(objectKey(one)) || saidByKind(one, has, wanted)
        ? []
        : [
            {
              problem: `has no ${one.kind} ${one.name}${one.namespace === undefined ? "" : ` in the namespace ${one.namespace}`}`,
              remedy: objectRemedies[one.kind] ?? "make it, or name another one",
            },
          ];
    case "defaultStorageClass":
      return has.hasDefaultStorageClass
        ? []
        : [{ problem: "has no default StorageClass", remedy: "name one in `kubernetes.storageClass`" }];
    case "namespace":
      return foreign(one, has.namespaces[one.name]);
    case "nodeNames": {
      const others = labelled(has.nodes, one.labels).filter(({ name }) => !one.names.includes(name));
      return others.map(({ name, externalAddress = "its public IPv4 address" }) => ({
        problem: `has a node ${name} on which bridges may run, and \`kubernetes.media.nodeAddresses\` does not name it`,
        remedy: `add \`${name}: ${externalAddress}\`, or keep bridges away with \`kubernetes.media.nodeSelector\``,
      }));
    }
    case "nodes": {
      const fitting = labelled(has.nodes, one.labels);
      const where = Object.entries(one.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(", ");
      return fitting.length >= one.count
        ? []
        : [
            {
              problem: `has ${fitting.length} nodes for ${one.count} bridges that take a port of their node${where ? ` (${where})` : ""}`,
              remedy: "lower `kubernetes.bridges.count`, add nodes, or set another `kubernetes.media.expose`",
            },
          ];
    }
  }
}

const labelled = (nodes: readonly ClusterNode[], wanted: ClusterNode["labels"]): ClusterNode[] =>
  nodes.filter(({ labels }) => Object.entries(wanted).every(([key, value]) => labels[key] === value));

const saidByKind = (
  one: Extract<Requirement, { need: "object" }>,
  has: ClusterFacts,
  wanted: readonly Requirement[],
): boolean =>
  !has.kinds[one.apiVersion]?.includes(one.kind) &&
  wanted.some((other) => other.need === "kind" && other.apiVersion === one.apiVersion);

function foreign(
  { name, instance }: Extract<Requirement, { need: "namespace" }>,
  labels: Readonly<Record<string, string>> | undefined,
): ClusterProblem[] {
  if (
    !labels ||
    (labels["app.kubernetes.io/managed-by"] === "parley" && labels["app.kubernetes.io/instance"] === instance)
  )
    return [];
  const level = labels["pod-security.kubernetes.io/enforce"];
  return [
    {
      problem: `has a namespace ${name} that is not this environment's${level === undefined ? "" : ` (Pod Security ${level})`}`,
      remedy:
        "name another one in `kubernetes.namespace`: Parley makes its own, with Pod Security and network policies for all that is in it",
    },
  ];
}
