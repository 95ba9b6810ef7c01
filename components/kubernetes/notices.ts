/** What an operator should know before deploying to a cluster: what is different there, and which settings do nothing. */
import { haveOwnPorts, mostInAll } from "../../settings/mediaServers";
import { livekitPorts } from "../../settings/sections/matrixrtc";
import type { InCluster, JitsiSettings, KubernetesSettings, MatrixrtcSettings } from "../../settings/settings";
import { mediaNotices } from "./mediaNotices";
import { withoutEffect } from "./withoutEffect";

export const noticesOf = (settings: KubernetesSettings): string[] => [
  ...withoutEffect(settings),
  "The network policies hold only where the cluster's network enforces them; without that, everything reaches everything.",
  ...mediaNotices(settings),
  ...(settings.service === "jitsi" ? jitsiNotices(settings) : matrixrtcNotices(settings)),
];

function jitsiNotices({ jitsi, kubernetes: { media, monitoring }, recording }: InCluster<JitsiSettings>): string[] {
  return [
    ...(media.expose === "hostNetwork" && monitoring.prometheusOperator
      ? [
          "On the nodes' network no policy guards the bridges' REST interface, which the monitor needs: let your firewall pass TCP 8080 of the nodes to the monitor alone.",
        ]
      : []),
    ...(jitsi.jigasi
      ? [
          "From the cluster telephone media goes out through NAT: the SIP provider has to answer to where it comes from (symmetric RTP).",
        ]
      : []),
    ...(recording
      ? [
          "Recordings are in a volume of the cluster. It and its namespace stay when the stack is destroyed; to make the stack again, delete or `pulumi import` them first.",
        ]
      : []),
    ...(monitoring.prometheusOperator
      ? ["Jicofo's metrics come with its debug interface: the network policy lets the monitor alone reach it."]
      : []),
  ];
}

function matrixrtcNotices({ kubernetes }: InCluster<MatrixrtcSettings>): string[] {
  const { bridges, media, monitoring } = kubernetes;
  const several = mostInAll(kubernetes) > 1;
  const metrics = monitoring.prometheusOperator ? ` and its metrics (TCP ${livekitPorts.metrics})` : "";
  return [
    ...(media.expose === "hostNetwork"
      ? [
          `On the nodes' network no policy guards LiveKit's signalling, which has no TLS (TCP ${livekitPorts.signalling})${metrics}: let your firewall pass them from inside the cluster alone.`,
        ]
      : []),
    ...(media.address !== undefined || Object.keys(media.nodeAddresses).length > 0
      ? [
          "LiveKit can advertise one address, and that is the public one: clients inside the network have to reach it, too.",
        ]
      : []),
    ...(several
      ? [
          "Redis alone knows which LiveKit has which call, and keeps that in memory: when its pod is replaced, calls go on, and whoever joins one of them then may find themselves in another.",
        ]
      : []),
    ...(bridges.regions
      ? [
          "A call is in the region of the LiveKit that the request to open it reached, and that request comes by the public name: who is nearest to whom does not decide.",
        ]
      : []),
    ...(media.expose === "loadBalancer"
      ? [
          `Each LiveKit takes UDP and TCP${haveOwnPorts(kubernetes) ? ", both at the same port," : ""} by one Service of type LoadBalancer: not every load balancer takes both.`,
        ]
      : []),
  ];
}
