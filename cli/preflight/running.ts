/** Compares the pods that run with a plan. */
import { parse } from "yaml";
import { z } from "zod";
import { type DeclaredPods, drift, type RunningPod } from "../../components/kubernetes/drift";
import { configAnnotation } from "../../components/kubernetes/pods";
import type { Get } from "../../provider/cluster/access";
import type { ClusterProblem } from "../../provider/cluster/problems";
import type { PlannedCluster } from "../plan/document";

const words = z.record(z.string(), z.string()).default({});
const podSpec = z.object({
  containers: z.array(
    z.object({
      image: z.string(),
      volumeMounts: z
        .array(z.object({ name: z.string(), mountPath: z.string(), subPath: z.string().optional() }))
        .default([]),
    }),
  ),
  volumes: z.array(z.object({ name: z.string(), configMap: z.object({ name: z.string() }).optional() })).default([]),
});
const meta = z.object({ labels: words, annotations: words });
const controller = z.object({
  metadata: z.object({ namespace: z.string() }),
  spec: z.object({
    selector: z.object({ matchLabels: words }),
    template: z.object({ metadata: meta, spec: podSpec }),
  }),
});
const podList = z.object({
  items: z.array(
    z.object({
      metadata: meta.extend({ name: z.string(), namespace: z.string(), deletionTimestamp: z.string().optional() }),
      spec: podSpec,
    }),
  ),
});
const configMap = z.object({ data: words });

export async function driftIn(get: Get, { objects }: PlannedCluster): Promise<ClusterProblem[]> {
  const declared = objects
    .filter(({ id }) => /^(deployment|statefulset)\//.test(id))
    .map(({ id, content }): DeclaredPods => {
      const { metadata, spec } = controller.parse(parse(content));
      const { template } = spec;
      return {
        id,
        namespace: metadata.namespace,
        selector: spec.selector.matchLabels,
        config: template.metadata.annotations[configAnnotation] ?? "",
        image: template.spec.containers[0]?.image ?? "",
        files: filesOf(template.spec, (name) => declaredMap(objects, name)),
      };
    });
  const namespaces = [...new Set(declared.map(({ namespace }) => namespace))];
  const running = await Promise.all(namespaces.map((namespace) => podsIn(get, namespace)));
  return drift(declared, running.flat());
}

/** In a plan, a name that is made while deploying is a reference to the object: `{{name:configmap/web-files}}`. */
function declaredMap(objects: PlannedCluster["objects"], name: string): Readonly<Record<string, string>> {
  const id = /^\{\{name:(.*)\}\}$/.exec(name)?.[1];
  const found = objects.find((one) => one.id === id);
  return found ? configMap.parse(parse(found.content)).data : {};
}

async function podsIn(get: Get, namespace: string): Promise<RunningPod[]> {
  const { items } = podList.parse((await get(`/api/v1/namespaces/${namespace}/pods`)) ?? { items: [] });
  const names = new Set(items.flatMap(({ spec }) => spec.volumes.flatMap((one) => one.configMap?.name ?? [])));
  const maps = new Map(
    await Promise.all(
      [...names].map(async (name) => {
        const answer = await get(`/api/v1/namespaces/${namespace}/configmaps/${name}`);
        return [name, answer === undefined ? {} : configMap.parse(answer).data] as const;
      }),
    ),
  );
  return items.map(({ metadata, spec }) => ({
    namespace,
    name: metadata.name,
    labels: metadata.labels,
    config: metadata.annotations[configAnnotation],
    image: spec.containers[0]?.image ?? "",
    ending: metadata.deletionTimestamp !== undefined,
    files: filesOf(spec, (name) => maps.get(name) ?? {}),
  }));
}

/** Single files, mounted from ConfigMaps: the ones that the pod was made with. */
function filesOf(
  spec: z.infer<typeof podSpec>,
  map: (name: string) => Readonly<Record<string, string>>,
): Record<string, string> {
  const mounts = spec.containers[0]?.volumeMounts ?? [];
  return Object.fromEntries(
    mounts.flatMap(({ name, mountPath, subPath }) => {
      const source = spec.volumes.find((one) => one.name === name)?.configMap?.name;
      const content = source === undefined || subPath === undefined ? undefined : map(source)[subPath];
      return content === undefined ? [] : [[mountPath, content] as const];
    }),
  );
}
