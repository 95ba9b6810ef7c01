/** Asks a cluster for exactly what the requirements are about. */
import { isIPv4 } from "node:net";
import { z } from "zod";
import type { Get } from "./access";
import { type ClusterFacts, objectKey } from "./problems";
import type { Requirement } from "./requirement";

const labels = z.record(z.string(), z.string()).default({});
const metadata = z.object({ name: z.string(), labels, annotations: labels });
const versionAnswer = z.object({ major: z.string(), minor: z.string() });
const groupsAnswer = z.object({ groups: z.array(z.object({ name: z.string() })) });
const resourcesAnswer = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});
/** A list of any kind. */
export const listAnswer = z.object({ items: z.array(z.object({ metadata })) });
const nodesAnswer = z.object({
  items: z.array(
    z.object({
      metadata,
      spec: z
        .object({
          unschedulable: z.boolean().default(false),
          taints: z.array(z.object({ effect: z.string() })).default([]),
        })
        .default({ unschedulable: false, taints: [] }),
      status: z
        .object({ addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]) })
        .default({ addresses: [] }),
    }),
  ),
});

type Resources = z.infer<typeof resourcesAnswer>["resources"];

export async function clusterFacts(get: Get, wanted: readonly Requirement[]): Promise<ClusterFacts> {
  const { major, minor } = versionAnswer.parse(await get("/version"));
  const apiVersions = [...new Set(wanted.flatMap((one) => ("apiVersion" in one ? [one.apiVersion] : [])))];
  const resources = new Map(
    await Promise.all(apiVersions.map(async (one) => [one, await resourcesOf(get, one)] as const)),
  );
  const { groups } = groupsAnswer.parse(await get("/apis"));
  const needs = new Set(wanted.map(({ need }) => need));
  const classes = needs.has("defaultStorageClass")
    ? listAnswer.parse(await get("/apis/storage.k8s.io/v1/storageclasses")).items
    : [];
  return {
    // Some providers write the minor version as `31+`.
    version: { major: Number.parseInt(major, 10), minor: Number.parseInt(minor, 10) },
    kinds: Object.fromEntries([...resources].map(([one, all]) => [one, all.map(({ kind }) => kind)])),
    groups: groups.map(({ name }) => name),
    objects: await present(get, wanted, resources),
    hasDefaultStorageClass: classes.some(
      (one) => one.metadata.annotations["storageclass.kubernetes.io/is-default-class"] === "true",
    ),
    namespaces: await namespaces(get, wanted),
    nodes: needs.has("nodes") || needs.has("nodeNames") ? await nodes(get) : [],
  };
}

const pathOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

async function resourcesOf(get: Get, apiVersion: string): Promise<Resources> {
  const answer = await get(pathOf(apiVersion));
  if (answer === undefined) return [];
  // `pods/log` and the like are no objects of their own.
  return resourcesAnswer.parse(answer).resources.filter(({ name }) => !name.includes("/"));
}

async function present(
  get: Get,
  wanted: readonly Requirement[],
  resources: ReadonlyMap<string, Resources>,
): Promise<string[]> {
  const found = await Promise.all(
    wanted.map(async (one) => {
      if (one.need !== "object") return [];
      const resource = resources.get(one.apiVersion)?.find(({ kind }) => kind === one.kind);
      if (!resource) return [];
      const namespace = one.namespace === undefined ? "" : `/namespaces/${one.namespace}`;
      const answer = await get(`${pathOf(one.apiVersion)}${namespace}/${resource.name}/${one.name}`);
      return answer === undefined ? [] : [objectKey(one)];
    }),
  );
  return found.flat();
}

async function namespaces(get: Get, wanted: readonly Requirement[]): Promise<ClusterFacts["namespaces"]> {
  const found = await Promise.all(
    wanted.map(async (one) => {
      if (one.need !== "namespace") return [];
      const answer = await get(`/api/v1/namespaces/${one.name}`);
      return answer === undefined ? [] : [[one.name, z.object({ metadata }).parse(answer).metadata.labels] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

/** Those that take pods. */
async function nodes(get: Get): Promise<ClusterFacts["nodes"]> {
  const { items } = nodesAnswer.parse(await get("/api/v1/nodes"));
  return items
    .filter(({ spec }) => !spec.unschedulable && spec.taints.every(({ effect }) => effect === "PreferNoSchedule"))
    .map(({ metadata: { name, labels }, status: { addresses } }) => ({
      ...{ name, labels },
      externalAddress: addresses.find(({ type, address }) => type === "ExternalIP" && isIPv4(address))?.address,
    }));
}
