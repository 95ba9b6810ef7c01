/** Volumes: a claim that a pod wants gets one of the size that it asks for; only on a real node anything is behind it. */
import type { KubernetesObject } from "../api";
import { provisioner } from "../storageClass";

interface Claim {
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly accessModes: readonly string[];
    readonly volumeMode?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

/** Set by the scheduler when it has found a node for a pod with the claim. */
const chosen = "volume.kubernetes.io/selected-node";

/** A real node's folder for volumes. */
export interface NodeFolder {
  readonly node: string;
  /** Where the node sees it. */
  readonly path: string;
}

/** Volumes for the claims that wait for one, of any class that is this provisioner's. */
export function volumes(
  claims: readonly KubernetesObject[],
  classes: readonly KubernetesObject[],
  folder?: NodeFolder,
): KubernetesObject[] {
  const ours = new Set(classes.filter((one) => one.provisioner === provisioner).map(({ metadata }) => metadata.name));
  const waiting = claims.filter((object) => waits(object) && ours.has(classOf(object)));
  return waiting.map((object) => {
    const { accessModes, volumeMode, resources } = (object as unknown as Claim).spec;
    const { name, namespace, uid = "" } = object.metadata;
    return {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: volumeName(uid), annotations: { "pv.kubernetes.io/provisioned-by": provisioner } },
      spec: {
        accessModes,
        volumeMode,
        capacity: { storage: resources.requests.storage },
        claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", name, namespace, uid },
        persistentVolumeReclaimPolicy: "Delete",
        storageClassName: classOf(object),
        ...(folder ? onNode(folder, volumeName(uid)) : { csi: { driver: provisioner, volumeHandle: uid } }),
      },
    };
  });
}

const volumeName = (uid: string): string => `pvc-${uid}`;

/** A directory of a node, which a kubelet gives to the pod's group as it does with a disk. */
const onNode = ({ node, path }: NodeFolder, name: string) => ({
  local: { path: `${path}/${name}` },
  nodeAffinity: {
    required: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [node] }] }],
    },
  },
});

/** Volumes whose claim is gone. */
export const unclaimed = (all: readonly KubernetesObject[]): KubernetesObject[] =>
  all.filter((one) => (one as { status?: { phase?: string } }).status?.phase === "Released");

const classOf = (object: KubernetesObject): string => (object as unknown as Claim).spec.storageClassName ?? "";

function waits(object: KubernetesObject): boolean {
  return !(object as unknown as Claim).spec.volumeName && object.metadata.annotations?.[chosen] !== undefined;
}
