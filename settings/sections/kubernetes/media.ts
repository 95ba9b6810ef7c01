/** The media servers, bridges for short: how media reaches them, how many there are, and how they change. */
import { z } from "zod";
import { ipv4, port } from "../../fields";
import { annotations, label, labels, objectName } from "./fields";

export const media = z
  .strictObject({
    expose: z
      .enum(["loadBalancer", "nodePort", "hostPort", "hostNetwork"])
      .default("loadBalancer")
      .describe(
        "How media reaches a bridge: a LoadBalancer Service for each (LiveKit's takes UDP and TCP), a NodePort for each, or a port of the node that it runs on. The last two need a namespace without Pod Security: `<namespace>-media`.",
      ),
    address: ipv4()
      .optional()
      .describe(
        "Public IPv4 address of a NAT in front of the cluster, with one port for each bridge; with `loadBalancer` and `nodePort` only.",
      ),
    nodeAddresses: z
      .record(objectName("a node", "worker-1"), ipv4())
      .default({})
      .describe(
        "Public IPv4 address of each node, by its name: with `nodePort`, `hostPort` and `hostNetwork`, when the nodes' internal addresses are not the public ones. All nodes on which bridges may run; a bridge on another one does not start. A Jitsi bridge advertises both addresses, LiveKit this one.",
      ),
    port: port()
      .optional()
      .describe(
        "First bridge's port, the others follow: with `nodePort` (default 30100) and with `address` (default `jitsi.bridge.port` or `matrixrtc.livekit.udpPort`). LiveKit has it for UDP and for TCP.",
      ),
    forwardTo: ipv4()
      .optional()
      .describe("Where the edge host forwards those ports: a node, or the load balancer's address. Needs `edge`."),
    stun: z
      .boolean()
      .default(false)
      .describe(
        "With `hostPort` and `hostNetwork`: also ask Jitsi's STUN server for the address, when the nodes' internal addresses are not the public ones. Jitsi only.",
      ),
    annotations: annotations().describe("Annotations of the bridges' Services, for the load balancer."),
    loadBalancerClass: z.string().min(1).optional().describe("Which load balancer; the cluster's own when left out."),
    nodeSelector: labels().default({}).describe("Nodes on which bridges may run."),
  })
  .prefault({});

export const bridges = z
  .strictObject({
    count: z
      .int()
      .min(1)
      .max(64)
      .default(2)
      .describe(
        "Bridges in each region. With one, an upgrade ends its conferences after `drainMinutes` at the latest; raise it to 2 for the upgrade. Several LiveKits find each other by a Redis.",
      ),
    regions: z
      .array(
        z.strictObject({
          name: label("a region", "europe").describe(
            "Name, as `deploymentInfo.userRegion` of Jitsi's config.js says it.",
          ),
          nodeSelector: labels().default({}).describe("Nodes of this region."),
          location: z
            .strictObject({
              latitude: z.number().min(-90).max(90).describe("Degrees north."),
              longitude: z.number().min(-180).max(180).describe("Degrees east."),
            })
            .optional()
            .describe("Where it is; needed for LiveKit, which goes by distances."),
        }),
      )
      .min(1)
      .max(16)
      .optional()
      .describe(
        "A group of bridges in each. Jitsi's participants get one of their own region, and the bridges relay (Octo). A LiveKit call is in one region: that of the LiveKit which took the request to open it.",
      ),
    autoscale: z
      .strictObject({
        max: z.int().min(2).max(64).describe("Most bridges in each region; `count` is the least."),
        stress: z
          .number()
          .min(0.1)
          .max(0.9)
          .optional()
          .describe(
            "Average stress of Jitsi's bridges to aim for, 0 to 1; 0.5 when left out. Jicofo avoids a bridge at 0.8.",
          ),
        participants: z
          .int()
          .min(1)
          .max(10_000)
          .optional()
          .describe("Average number of participants of each LiveKit to aim for."),
      })
      .optional()
      .describe(
        "Add and remove bridges with their load. Needs something that serves `jitsi_jvb_stress` or `livekit_participant_total` as a pod metric (custom.metrics.k8s.io), such as prometheus-adapter.",
      ),
    drainMinutes: z
      .int()
      .min(0)
      .max(1440)
      .default(60)
      .describe(
        "How long a bridge that has to go waits for its conferences, minutes. It takes no new ones meanwhile. An `up` that changes bridges takes that long at most for each of them. For LiveKit, `matrixrtc.livekit.drain` says it.",
      ),
    updateAtOnce: z
      .int()
      .min(1)
      .max(63)
      .default(1)
      .describe(
        "Bridges of a region that an update drains and replaces at the same time; the others take their conferences. More than 1 needs Kubernetes 1.37.",
      ),
  })
  .prefault({});
