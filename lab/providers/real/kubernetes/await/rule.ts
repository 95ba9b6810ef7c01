/** What it takes to be ready, by kind: judged from objects alone, so that it can be tried without a cluster. */
import type { KubernetesObject } from "../../../../kubernetes/api";

export interface Readiness {
  readonly ready: boolean;
  /** Waiting is no use. */
  readonly failed?: boolean;
  /** A few words for the one who waits. */
  readonly progress: string;
  /** What stands in the way, in words that name pods and containers. */
  readonly problems: readonly string[];
}

/** The other objects of the namespace that a rule asks for, by kind. */
export type Others = Readonly<Record<string, readonly KubernetesObject[]>>;

export interface Seen {
  readonly object: KubernetesObject;
  readonly others: Others;
  /** The object before an update. */
  readonly before?: KubernetesObject;
  /** Seconds since the others last changed. */
  readonly quiet: number;
}

export interface Rule {
  /** Other kinds to look at: kind → apiVersion. */
  readonly needs: Readonly<Record<string, string>>;
  readonly judge: (seen: Seen) => Readiness;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** Parts of an object that rules look at; anything may be missing. */
export interface Workload {
  readonly spec?: {
    readonly replicas?: number;
    readonly updateStrategy?: { readonly type?: string };
    readonly template?: { readonly spec?: { readonly volumes?: readonly Volume[] } };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly currentReplicas?: number;
    readonly updatedReplicas?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
    readonly active?: number;
    readonly succeeded?: number;
    readonly failed?: number;
    readonly startTime?: string;
    readonly phase?: string;
    readonly conditions?: readonly Condition[];
  };
}

interface Volume {
  readonly persistentVolumeClaim?: { readonly claimName: string };
}

export const workload = (object: KubernetesObject): Workload => object as Workload;

export const condition = (object: KubernetesObject, type: string): Condition | undefined =>
  workload(object).status?.conditions?.find((one) => one.type === type);

export const ownedBy = (object: KubernetesObject, owner: KubernetesObject): boolean =>
  (object.metadata.ownerReferences ?? []).some(({ uid }) => uid === owner.metadata.uid);

interface Event {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly uid?: string };
}

/** What went wrong with the object itself, as its controller has told: pods that were refused, for example. */
export function warnings(object: KubernetesObject, events: readonly KubernetesObject[] = []): string[] {
  const own = (events as readonly (KubernetesObject & Event)[]).filter(
    (one) => one.type === "Warning" && one.involvedObject?.uid === object.metadata.uid,
  );
  return [...new Set(own.map(({ reason, message }) => `[${reason}] ${message}`))];
}

/** Whether the controller has seen the object as it is. */
export const observed = (object: KubernetesObject): boolean =>
  workload(object).status?.observedGeneration === object.metadata.generation;
