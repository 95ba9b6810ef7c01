/** StatefulSets and DaemonSets: every pod is of the newest revision, and ready. */
import { podProblems } from "./pod";
import { observed, ownedBy, type Rule, warnings, workload } from "./rule";

export const statefulSet: Rule = {
  needs: { Event: "v1", Pod: "v1" },
  judge: ({ object, others }) => {
    if (!observed(object)) return { ready: false, progress: "Waiting for the StatefulSet controller", problems: [] };
    const { spec = {}, status = {} } = workload(object);
    const wanted = spec.replicas ?? 1;
    const { replicas = 0, readyReplicas = 0, currentReplicas = 0, updatedReplicas = 0 } = status;
    const byHand = (object.metadata.generation ?? 1) > 1 && spec.updateStrategy?.type === "OnDelete";
    const revised = byHand || (Boolean(status.currentRevision) && status.currentRevision === status.updateRevision);
    const live = replicas === wanted && readyReplicas === wanted && (byHand || currentReplicas === wanted);
    if (revised && live) return { ready: true, progress: "StatefulSet initialization complete", problems: [] };
    const there = revised ? readyReplicas : Math.min(readyReplicas, updatedReplicas);
    return {
      ready: false,
      progress: `Waiting for StatefulSet to create Pods (${there}/${wanted} Pods ready)`,
      problems: [
        ...(live ? [] : [`${there} out of ${wanted} replicas succeeded readiness checks`]),
        ...(revised ? [] : [stuck(status.currentRevision, status.updateRevision)]),
        ...warnings(object, others.Event),
        ...(others.Pod ?? []).filter((one) => ownedBy(one, object)).flatMap(podProblems),
      ],
    };
  },
};

const stuck = (from = "", to = ""): string =>
  `StatefulSet controller failed to advance from revision "${from}" to revision "${to}"`;

export const daemonSet: Rule = {
  needs: { Event: "v1", Pod: "v1" },
  judge: ({ object, others }) => {
    if (!observed(object)) return { ready: false, progress: "Waiting for the DaemonSet controller", problems: [] };
    const {
      desiredNumberScheduled: wanted = 0,
      updatedNumberScheduled = 0,
      numberAvailable = 0,
    } = workload(object).status ?? {};
    const ready = updatedNumberScheduled >= wanted && numberAvailable >= wanted;
    const progress = `Updated: ${updatedNumberScheduled}/${wanted}, available: ${numberAvailable}/${wanted}`;
    const pods = (others.Pod ?? []).filter((one) => ownedBy(one, object));
    return {
      ready,
      progress,
      problems: ready ? [] : [progress, ...warnings(object, others.Event), ...pods.flatMap(podProblems)],
    };
  },
};
