/** What an operator should know of media servers in a cluster, whichever they are. */
import { mostInAll, mostInRegion } from "../../settings/mediaServers";
import type { KubernetesSettings } from "../../settings/settings";

/** How each service speaks of its media servers, and of what is held on them. */
const wordsOf = {
  jitsi: { one: "bridge", some: "bridges", held: "conferences", metric: "jitsi_jvb_stress" },
  matrixrtc: { one: "LiveKit", some: "LiveKits", held: "calls", metric: "livekit_participant_total" },
} as const;

export function mediaNotices(settings: KubernetesSettings): string[] {
  const { bridges, media } = settings.kubernetes;
  const { one, some, held, metric } = wordsOf[settings.service];
  const drain = drainMinutes(settings);
  return [
    ...alone(settings),
    ...(drain > 0
      ? [
          `An update that changes ${some} replaces ${bridges.updateAtOnce === 1 ? "them one after the other" : `${bridges.updateAtOnce} of a region at a time`}, and each may wait ${minutes(drain)} for its ${held}: \`up\` may last ${longest(settings)}.`,
        ]
      : []),
    ...(bridges.autoscale
      ? [
          `The autoscaler needs something in the cluster that serves \`${metric}\` of each pod, such as prometheus-adapter.`,
        ]
      : []),
    ...(media.expose === "hostPort" || media.expose === "hostNetwork"
      ? [
          `Each ${one} takes a port of its node: there must be as many nodes as ${some}, and the namespace of the ${some} has Pod Security \`privileged\`, because no stricter level allows that.`,
        ]
      : []),
    ...(advertisesInternal(settings)
      ? [
          `${capital(some)} advertise the internal addresses of their nodes: where those are not public, nobody outside gets sound or video. Name the public ones in \`kubernetes.media.nodeAddresses\`.`,
        ]
      : []),
    ...(media.expose === "loadBalancer" && media.address === undefined
      ? [`Each ${one} gets a load balancer of its own, with an IPv4 address of its own.`]
      : []),
  ];
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** What an update does where no other takes the new ones. LiveKits of other regions do, Jitsi's bridges may not. */
function alone(settings: KubernetesSettings): string[] {
  const { bridges } = settings.kubernetes;
  const { one, held } = wordsOf[settings.service];
  const jitsi = settings.service === "jitsi";
  if (jitsi ? bridges.count > 1 : mostInAll(settings.kubernetes) > 1) return [];
  const go = jitsi
    ? "; it is enough to do so in an `up` before the update, and to go back in one after it."
    : ". That restarts the one, which then has to know of the other.";
  return [
    `With one ${one}${jitsi ? " in a region" : ""}, an update drops ${held}: nothing takes new ones over, so after ${minutes(drainMinutes(settings))} at the latest those that still run are cut off, and none can be held until the new ${one} is there. Set \`kubernetes.bridges.count: 2\`${go}`,
  ];
}

const drainMinutes = (settings: KubernetesSettings): number =>
  settings.service === "jitsi" ? settings.kubernetes.bridges.drainMinutes : settings.matrixrtc.livekit.drain / 60;

const minutes = (count: number): string => {
  const whole = Math.ceil(count);
  return whole === 1 ? "1 minute" : `${whole} minutes`;
};

const advertisesInternal = ({ kubernetes: { media } }: KubernetesSettings): boolean =>
  media.expose !== "loadBalancer" &&
  media.address === undefined &&
  !media.stun &&
  Object.keys(media.nodeAddresses).length === 0;

/** The longest that the bridges of a region may take; regions are updated side by side. */
function longest(settings: KubernetesSettings): string {
  const { kubernetes } = settings;
  const all = Math.ceil(mostInRegion(kubernetes) / kubernetes.bridges.updateAtOnce) * drainMinutes(settings);
  return all < 120 ? minutes(all) : `${Math.round(all / 60)} hours`;
}
