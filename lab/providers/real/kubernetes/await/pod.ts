/** Pods: scheduled, initialized, ready, and what keeps them from it. */
import type { KubernetesObject } from "../../../../kubernetes/api";
import { fullName } from "../names";
import { type Condition, condition, type Rule, workload } from "./rule";

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly state?: { readonly waiting?: State; readonly terminated?: Terminated };
  readonly lastState?: { readonly terminated?: Terminated };
}

interface State {
  readonly reason?: string;
  readonly message?: string;
}

interface Terminated extends State {
  readonly exitCode: number;
  readonly finishedAt?: string;
}

export const pod: Rule = {
  needs: {},
  judge: ({ object }) => {
    const problems = podProblems(object);
    const name = JSON.stringify(fullName(object));
    const steps = [
      ["PodScheduled", `Waiting for Pod ${name} to be scheduled`],
      ["Initialized", `Waiting for Pod ${name} to be initialized`],
      ["Ready", `Waiting for Pod ${name} to be ready`],
    ] as const;
    const open = steps.find(([type]) => condition(object, type)?.status !== "True");
    if (!open || workload(object).status?.phase === "Succeeded") return { ready: true, progress: "", problems: [] };
    return { ready: false, progress: open[1], problems };
  },
};

/** Sentences about the first step that the pod cannot take. */
export function podProblems(object: KubernetesObject): string[] {
  const scheduled = condition(object, "PodScheduled");
  if (scheduled && scheduled.status !== "True") return [told(object, scheduled, [])].filter(Boolean);
  const open = ["Initialized", "Ready"]
    .map((type) => condition(object, type))
    .find((one) => one && one.status !== "True");
  if (!open || workload(object).status?.phase === "Succeeded") return [];
  return [told(object, open, statuses(object).flatMap(containerProblems))].filter(Boolean);
}

function told(object: KubernetesObject, { reason, message }: Condition, containers: readonly string[]): string {
  const words = reason && message ? message : "";
  return words || containers.length > 0 ? `[Pod ${fullName(object)}]: ${words}${containers.join("\n")}` : "";
}

function statuses(object: KubernetesObject): readonly ContainerStatus[] {
  const { status } = object as { status?: { containerStatuses?: readonly ContainerStatus[] } };
  return status?.containerStatuses ?? [];
}

function containerProblems({ name, ready, state, lastState }: ContainerStatus): string[] {
  if (ready) return [];
  const { waiting, terminated } = state ?? {};
  const last = lastState?.terminated;
  return [
    ...(waiting && waiting.reason !== "ContainerCreating" ? [`[${waiting.reason}] ${waiting.message ?? ""}`] : []),
    ...(terminated?.reason ? [ended(name, terminated)] : []),
    ...(last
      ? [`container "${name}" terminated at ${last.finishedAt} (${last.reason}: exit code ${last.exitCode})`]
      : []),
  ];
}

const ended = (name: string, { reason, message, exitCode }: Terminated): string =>
  message ? `[${reason}] ${message}` : `container "${name}" completed with exit code ${exitCode}`;
