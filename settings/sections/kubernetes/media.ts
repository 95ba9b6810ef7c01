/** The bridges: how media reaches them, how many there are, and how they change. */
import { z } from "zod";
import { ipv4, port } from "../../fields";
import { annotations, label, labels, objectName } from "./fields";

export const media = z
  .strictObject({
    expose: z
      .enum(["loadBalancer", "nodePort", "hostPort", "hostNetwork"])
      .default("loadBalancer")
      .describe(
        "How media reaches a bridge: a LoadBalancer Service for each, a NodePort for each, or a port of the node that it runs on. The last two need a namespace without Pod Security: `<namespace>-media`.",
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
        "Public IPv4 address of each node, by its name: with `nodePort`, `hostPort` and `hostNetwork`, when the nodes' internal addresses are not the public ones. All nodes on which bridges may run; a bridge on another one does not start.",
      ),
    port: port()
      .optional()
      .describe(
        "First bridge's port, the others follow: with `nodePort` (default 30100) and with `address` (default `jitsi.bridge.port`).",
      ),
    forwardTo: ipv4()
      .optional()
      .describe("Where the edge host forwards those ports: a node, or the load balancer's address. Needs `edge`."),
    stun: z
      .boolean()
      .default(false)
      .describe(
        "With `hostPort` and `hostNetwork`: also ask Jitsi's STUN server for the address, when the nodes' internal addresses are not the public ones.",
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
        "Bridges in each region. With one, an upgrade ends its conferences after `drainMinutes` at the latest; raise it to 2 for the upgrade.",
      ),
    regions: z
      .array(
        z.strictObject({
          name: label("a region", "europe").describe("Name, as `deploymentInfo.userRegion` of config.js says it."),
          nodeSelector: labels().default({}).describe("Nodes of this region."),
        }),
      )
      .min(1)
      .max(16)
      .optional()
      .describe("A group of bridges in each; participants get one of their own region, the bridges relay (Octo)."),
    autoscale: z
      .strictObject({
        max: z.int().min(2).max(64).describe("Most bridges in each region; `count` is the least."),
        stress: z
          .number()
          .min(0.1)
          .max(0.9)
          .default(0.5)
          .describe("Average stress of the bridges to aim for, 0 to 1; Jicofo avoids a bridge at 0.8."),
      })
      .optional()
      .describe(
        "Add and remove bridges with their stress. Needs something that serves `jitsi_jvb_stress` as a pod metric (custom.metrics.k8s.io), such as prometheus-adapter.",
      ),
    drainMinutes: z
      .int()
      .min(0)
      .max(1440)
      .default(60)
      .describe(
        "How long a bridge that has to go waits for its conferences, minutes. It takes no new ones meanwhile. An `up` that changes bridges takes that long at most for each of them.",
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
