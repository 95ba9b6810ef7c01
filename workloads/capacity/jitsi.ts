/** Jitsi: its bridges' processors decide; in a cluster a conference may be spread over them. */
import type { JitsiSettings } from "../../settings/settings";
import { relays } from "../jitsi/bridges";
import type { Traffic } from "./meeting";
import { bridgeEvaluation, bridgeShare, jitsiStreams, mostBridgeCpus } from "./published";
import { coresOf, coresSetting, type Servers, serversSetting } from "./servers";
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
    grow:
      settings.platform === "kubernetes"
        ? { servers: serversSetting(settings) }
        : { cpus: coresSetting(settings, "jitsi.limits.jvb.cpus") },
  };
}
