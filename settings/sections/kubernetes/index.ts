/** The cluster: how to reach it, and how people, media and monitors reach what runs there. */
import { z } from "zod";
import { checked, isHostName, plainName } from "../../fields";
import { monitoring, networkPolicies } from "./around";
import { label, objectName, quantity } from "./fields";
import { ingress } from "./ingress";
import { bridges, media } from "./media";

export const kubernetes = z.strictObject({
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Path of a kubeconfig file, when it is not `credentials.kubeconfig`; the default one (`~/.kube/config`) without both.",
    ),
  context: z.string().min(1).optional().describe("Its context; the current one when left out."),
  namespace: label("a namespace", "meet")
    .optional()
    .describe("Namespace that Parley makes; the domain with hyphens when left out."),
  clusterDomain: checked(isHostName, "is not a DNS name", "cluster.local")
    .default("cluster.local")
    .describe("DNS domain of the cluster's services."),
  storageClass: objectName("a StorageClass", "local-path")
    .optional()
    .describe("StorageClass of volumes; the cluster's default one when left out."),
  storage: z
    .strictObject({
      recordings: quantity("50Gi").default("50Gi").describe("Room for recordings."),
      etherpad: quantity("1Gi").default("1Gi").describe("Room for shared notes."),
      homeserver: quantity("20Gi")
        .default("20Gi")
        .describe("Room for what people send each other (`matrixrtc.synapse`)."),
      homeserverDatabase: quantity("10Gi").default("10Gi").describe("Room for the homeserver's database."),
    })
    .prefault({})
    .describe("Sizes of volumes."),
  readySeconds: z
    .int()
    .min(30)
    .max(3600)
    .default(480)
    .describe(
      "How long new pods may take to become ready, image pull included, seconds; then `up` ends with the reason, and the old ones go on serving.",
    ),
  webReplicas: z.int().min(1).max(16).default(2).describe("Web servers of each kind."),
  ingress: ingress.describe("How people reach it."),
  media: media.describe("How media reaches the media servers, called bridges here: Jitsi's video bridges, or LiveKit."),
  bridges: bridges.describe("How many media servers."),
  monitoring: monitoring.describe("Metrics."),
  networkPolicies: networkPolicies.describe("What the network policies have to know of the cluster."),
  externalDns: z
    .boolean()
    .default(false)
    .describe("Let external-dns keep the name's record, from the Ingress or Gateway; in place of `dns`."),
  priorityClass: objectName("a PriorityClass", "conferences").optional().describe("PriorityClass of all pods."),
  digests: z
    .record(
      plainName("web"),
      checked(
        (value) => /^sha256:[0-9a-f]{64}$/.test(value),
        "is not an image digest",
        "sha256: and 64 hexadecimal digits",
      ),
    )
    .default({})
    .describe("Digests that the services' images must have, by service."),
});
