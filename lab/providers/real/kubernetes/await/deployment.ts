/** Deployments: the new revision's pods are ready, and the controller says so. */
import type { KubernetesObject } from "../../../../kubernetes/api";
import { podProblems } from "./pod";
import { type Condition, condition, observed, ownedBy, type Rule, type Seen, workload } from "./rule";

const revisionKey = "deployment.kubernetes.io/revision";
const revision = (object: KubernetesObject) => object.metadata.annotations?.[revisionKey];

export const deployment: Rule = {
  needs: { ReplicaSet: "apps/v1", Pod: "v1", PersistentVolumeClaim: "v1" },
  judge: (seen) => {
    const { object, others } = seen;
    if (!observed(object)) return { ready: false, progress: "Waiting for the Deployment controller", problems: [] };
    const set = (others.ReplicaSet ?? []).find((one) => ownedBy(one, object) && revision(one) === revision(object));
    const wanted = set ? (workload(set).spec?.replicas ?? 1) : 1;
    const there = set ? (workload(set).status?.readyReplicas ?? 0) : 0;
    const available = condition(object, "Available")?.status === "True";
    const progressing = condition(object, "Progressing");
    // The first revision is not rolled out, so nothing is said about it.
    const rolled = progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable";
    const live = set !== undefined && there >= wanted;
    const unbound = claims(seen);
    const done = available && live && (rolled || revision(object) === "1") && unbound.length === 0;
    if (done) return { ready: true, progress: "Deployment initialization complete", problems: [] };
    const pods = set ? (others.Pod ?? []).filter((one) => ownedBy(one, set)) : [];
    const problems = [
      ...[progressing, condition(object, "Available")].flatMap((one) => (one?.status === "True" ? [] : told(one))),
      // Pods that were refused, by admission for example.
      ...told(condition(object, "ReplicaFailure")),
      ...(unbound.length > 0 ? [`Failed to bind PersistentVolumeClaim(s): "${unbound.join(",")}"`] : []),
      ...minimum(available, rolled || revision(object) === "1", live),
      ...pods.flatMap(podProblems),
    ];
    const progress = `Waiting for app ReplicaSet to be available (${there}/${wanted} Pods available)`;
    return { ready: false, progress, problems };
  },
};

const told = (one: Condition | undefined): string[] =>
  one?.reason && one.message ? [`[${one.reason}] ${one.message}`] : [];

function minimum(available: boolean, rolled: boolean, live: boolean): string[] {
  if (!available) return ["Minimum number of live Pods was not attained"];
  if (!rolled) return ["Minimum number of Pods to consider the application live was not attained"];
  if (live) return [];
  return ["Attempted to roll forward to new ReplicaSet, but minimum number of Pods did not become live"];
}

/** Names of the claims that its pods want, and that have no volume yet. */
function claims({ object, others }: Seen): string[] {
  const volumes = workload(object).spec?.template?.spec?.volumes ?? [];
  const wanted = new Set(volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []));
  return (others.PersistentVolumeClaim ?? [])
    .filter((one) => wanted.has(one.metadata.name) && workload(one).status?.phase !== "Bound")
    .map((one) => one.metadata.name);
}
