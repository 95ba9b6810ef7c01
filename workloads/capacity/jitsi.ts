/** Jitsi: its bridges' processors decide; in a cluster a conference may be spread over them. */
import type { JitsiSettings } from "../../settings/settings";
import { relays } from "../jitsi/bridges";
import type { Traffic } from "./meeting";
import { bridgeEvaluation, bridgeShare, jitsiStreams, mostBridgeCpus } from "./published";
import { coresOf, coresSetting, type Servers } from "./servers";
import type { Site } from "./site";

const { cpus, busy, streams, megabits } = bridgeEvaluation;

/** As many as the streams or the bits of the evaluation would keep busy, whichever are more: it does not tell which did. */
export const bridgeBusy = ({ videos, voices, megabitsIn, megabitsOut }: Traffic): number =>
  cpus * busy * Math.max(Math.max(videos, voices) / streams, (megabitsIn + megabitsOut) / megabits);

export function jitsiSite(settings: JitsiSettings, servers: Servers): Site {
  const { maxParticipants, config } = settings.jitsi;
  const lastN = config.channelLastN;
  return {
    server: servers.title,
    servers: servers.count,
    cpus: coresOf(settings, servers),
    mostCpus: mostBridgeCpus,
    share: bridgeShare,
    busy: bridgeBusy,
    streams: jitsiStreams,
    // -1 is no limit.
    caps: typeof lastN === "number" && lastN >= 0 ? { videos: lastN } : {},
    spreads: relays(settings),
    ...(maxParticipants === undefined ? {} : { most: { value: maxParticipants, setting: "jitsi.maxParticipants" } }),
    ...(settings.capacity?.megabitsPerSecond === undefined ? {} : { line: settings.capacity.megabitsPerSecond }),
    grow: growth(settings),
  };
}

/** In a cluster a second bridge is the better answer, for it also survives the first. */
function growth(settings: JitsiSettings): Site["grow"] {
  const cores = coresSetting(settings, "jitsi.limits.jvb.cpus");
  if (settings.platform !== "kubernetes") return { cpus: cores };
  const { regions, autoscale } = settings.kubernetes.bridges;
  const setting = autoscale ? "kubernetes.bridges.autoscale.max" : "kubernetes.bridges.count";
  return { servers: (count) => `\`${setting}: ${Math.ceil(count / (regions?.length ?? 1))}\`` };
}
