/** Whether running pods have what was declared. Pure; what runs is asked for elsewhere. */
import type { ClusterProblem } from "../../provider/cluster/problems";

/** What a controller was told to run. */
export interface DeclaredPods {
  readonly namespace: string;
  /** `deployment/web` */
  readonly id: string;
  readonly selector: Readonly<Record<string, string>>;
  /** Hash of all that its pods read: files and the numbers of secrets. */
  readonly config: string;
  readonly image: string;
  /** Files by their path in the container, where they hold no secret. */
  readonly files: Readonly<Record<string, string>>;
}

export interface RunningPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly config: string | undefined;
  readonly image: string;
  /** On its way out: it still has what it was made with, as it should. */
  readonly ending: boolean;
  /** Files as its mounts and the ConfigMaps behind them give them. */
  readonly files: Readonly<Record<string, string>>;
}

/** Every pod that runs with something else than was declared, and every controller without a pod. */
export const drift = (declared: readonly DeclaredPods[], running: readonly RunningPod[]): ClusterProblem[] =>
  declared.flatMap((one) => {
    const pods = running.filter((pod) => belongs(pod, one));
    if (pods.length === 0)
      return [{ problem: `${one.id} has no running pod`, remedy: "run `up`, and look at its events" }];
    return pods.flatMap((pod) =>
      differences(one, pod).map((what) => ({
        problem: `${pod.name} ${what}`,
        remedy: "run `up`; if nothing changes, delete the pod",
      })),
    );
  });

const belongs = (pod: RunningPod, { namespace, selector }: DeclaredPods): boolean =>
  !pod.ending &&
  pod.namespace === namespace &&
  Object.entries(selector).every(([key, value]) => pod.labels[key] === value);

function differences(declared: DeclaredPods, pod: RunningPod): string[] {
  const files = Object.entries(declared.files).flatMap(([path, content]) => {
    const found = pod.files[path];
    if (found === undefined) return [`does not have ${path}`];
    return found === content ? [] : [`has another ${path} than was declared`];
  });
  const others = Object.keys(pod.files).filter((path) => !(path in declared.files));
  return [
    ...(pod.image === declared.image ? [] : [`runs ${pod.image} in place of ${declared.image}`]),
    ...files,
    ...others.map((path) => `has ${path}, which nobody declared`),
    // Files can be compared; of secrets only the numbers are known here.
    ...(pod.config === declared.config || files.length > 0 ? [] : ["was made for other files or secrets"]),
  ];
}
