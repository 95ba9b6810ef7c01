/** What an operator should know before deploying to a cluster: what is different there, and which settings do nothing. */
import { jitsi as jitsiSchema } from "../../settings/sections/jitsi";
import { ssh as sshSchema } from "../../settings/sections/machines";
import { edgeHasWork, type KubernetesSettings } from "../../settings/settings";

export function noticesOf(settings: KubernetesSettings): string[] {
  const { bridges, media, monitoring } = settings.kubernetes;
  return [
    ...withoutEffect(settings),
    "The network policies hold only where the cluster's network enforces them; without that, everything reaches everything.",
    ...(bridges.count === 1
      ? [
          `With one bridge in a region, an update drops conferences: nothing takes new ones over, so after ${bridges.drainMinutes} minutes at the latest those that still run are cut off, and none can be held until the new bridge is there. Set \`kubernetes.bridges.count: 2\`; it is enough to do so in an \`up\` before the update, and to go back in one after it.`,
        ]
      : []),
    ...(bridges.drainMinutes > 0
      ? [
          `An update that changes bridges replaces ${bridges.updateAtOnce === 1 ? "them one after the other" : `${bridges.updateAtOnce} of a region at a time`}, and each may wait ${bridges.drainMinutes} minutes for its conferences: \`up\` may last ${updateHours(settings)}.`,
        ]
      : []),
    ...(bridges.autoscale
      ? [
          "The autoscaler needs something in the cluster that serves `jitsi_jvb_stress` of each pod, such as prometheus-adapter.",
        ]
      : []),
    ...(media.expose === "hostPort" || media.expose === "hostNetwork"
      ? [
          "Each bridge takes a port of its node: there must be as many nodes as bridges, and the namespace of the bridges has Pod Security `privileged`, because no stricter level allows that.",
        ]
      : []),
    ...(media.expose === "hostNetwork" && monitoring.prometheusOperator
      ? [
          "On the nodes' network no policy guards the bridges' REST interface, which the monitor needs: let your firewall pass TCP 8080 of the nodes to the monitor alone.",
        ]
      : []),
    ...(advertisesInternal(settings)
      ? [
          "Bridges advertise the internal addresses of their nodes: where those are not public, nobody outside gets sound or video. Name the public ones in `kubernetes.media.nodeAddresses`.",
        ]
      : []),
    ...(media.expose === "loadBalancer" && media.address === undefined
      ? ["Each bridge gets a load balancer of its own, with an IPv4 address of its own."]
      : []),
    ...(settings.jitsi.jigasi
      ? [
          "From the cluster telephone media goes out through NAT: the SIP provider has to answer to where it comes from (symmetric RTP).",
        ]
      : []),
    ...(settings.recording
      ? [
          "Recordings are in a volume of the cluster. It and its namespace stay when the stack is destroyed; to make the stack again, delete or `pulumi import` them first.",
        ]
      : []),
    ...(monitoring.prometheusOperator
      ? ["Jicofo's metrics come with its debug interface: the network policy lets the monitor alone reach it."]
      : []),
  ];
}

const advertisesInternal = ({ kubernetes: { media } }: KubernetesSettings): boolean =>
  media.expose !== "loadBalancer" &&
  media.address === undefined &&
  !media.stun &&
  Object.keys(media.nodeAddresses).length === 0;

/** The longest that the bridges of a region may take; regions are updated side by side. */
function updateHours({ kubernetes: { bridges } }: KubernetesSettings): string {
  const rounds = Math.ceil((bridges.autoscale?.max ?? bridges.count) / bridges.updateAtOnce);
  const minutes = rounds * bridges.drainMinutes;
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

/** Settings that other platforms use and a cluster does not: allowed, so that only `platform` and its section differ. */
function withoutEffect(settings: KubernetesSettings): string[] {
  const { jitsi, recording, ssh, edge } = settings;
  const defaults = jitsiSchema.parse(undefined);
  const idle = [
    ...(recording ? [["recording.directory", "recordings are in a volume of `kubernetes.storage.recordings`"]] : []),
    ...(jitsi.webPort === defaults.webPort ? [] : [["jitsi.webPort", "the web server has an address of its own"]]),
    ...(jitsi.recordingsMount === defaults.recordingsMount
      ? []
      : [["jitsi.recordingsMount", "recordings are in a volume"]]),
    ...(jitsi.jigasi ? [["jitsi.jigasi.mediaPorts", "no port is opened for the telephone side"]] : []),
    ...(JSON.stringify(ssh) === JSON.stringify(sshSchema.parse(undefined))
      ? []
      : [["ssh", "no machine of the service is reached over SSH"]]),
    ...(edge
      ? [
          edgeHasWork(settings)
            ? ["edge.proxy", "the cluster's own ingress routes HTTP"]
            : ["edge", "the cluster has its own way in, and `kubernetes.media.forwardTo` is not set"],
        ]
      : []),
  ];
  return idle.map(([path, why]) => `\`${path}\` has no effect on Kubernetes: ${why}.`);
}
