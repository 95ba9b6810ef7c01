/** LiveKit: a room is on one node, whose processors and configured limits decide. */
import type { MatrixrtcSettings } from "../../settings/settings";
import { mostTracks } from "../matrixrtc/livekit";
import type { Traffic } from "./meeting";
import { elementCallStreams, type LivekitRow, livekitBenchmark, livekitShare } from "./published";
import { coresOf, coresSetting, type Servers, serversSetting } from "./servers";
import type { Site } from "./site";

const { cpus, audio, meeting, livestream } = livekitBenchmark;

/** Processors that a packet and a megabyte a second keep busy. */
interface Cost {
  readonly packet: number;
  readonly megabyte: number;
}

const estimated = (cost: Cost, row: LivekitRow): number =>
  cost.packet * row.packetsPerSecond + cost.megabyte * row.megabytesPerSecond;

const measured = (row: LivekitRow): number => cpus * row.busy;

/** Exactly as much as two rows say: the one with the smallest packets and the one with the largest. */
function between(a: LivekitRow, b: LivekitRow): Cost {
  const determinant = a.packetsPerSecond * b.megabytesPerSecond - b.packetsPerSecond * a.megabytesPerSecond;
  return {
    packet: (measured(a) * b.megabytesPerSecond - measured(b) * a.megabytesPerSecond) / determinant,
    megabyte: (a.packetsPerSecond * measured(b) - b.packetsPerSecond * measured(a)) / determinant,
  };
}

/** Raised until no row of the benchmark did worse than this says. */
export const livekitCost: Cost = (() => {
  const cost = between(audio, livestream);
  const worst = Math.max(...[audio, meeting, livestream].map((row) => measured(row) / estimated(cost, row)));
  return { packet: cost.packet * worst, megabyte: cost.megabyte * worst };
})();

export const livekitBusy = ({ packets, megabitsIn, megabitsOut }: Traffic): number =>
  livekitCost.packet * packets + (livekitCost.megabyte * (megabitsIn + megabitsOut)) / 8;

export function livekitSite(settings: MatrixrtcSettings, servers: Servers): Site {
  const { livekit } = settings.matrixrtc;
  const { room, limit } = livekit.config;
  return {
    server: servers.title,
    servers: servers.count,
    cpus: coresOf(settings, servers),
    mostCpus: Number.POSITIVE_INFINITY,
    share: livekitShare,
    busy: livekitBusy,
    streams: elementCallStreams,
    caps: { ...capOf("videos", limit?.subscription_limit_video), ...capOf("voices", limit?.subscription_limit_audio) },
    spreads: false,
    ...(room?.max_participants
      ? { most: { value: room.max_participants, setting: "matrixrtc.livekit.config.room.max_participants" } }
      : {}),
    tracks: { value: mostTracks(settings), setting: "matrixrtc.livekit.tracks" },
    megabytes: { value: livekit.megabytesPerSecond, setting: "matrixrtc.livekit.megabytesPerSecond" },
    ...(settings.capacity?.megabitsPerSecond === undefined ? {} : { line: settings.capacity.megabitsPerSecond }),
    grow: {
      ...(settings.platform === "kubernetes" ? { servers: serversSetting(settings) } : {}),
      cpus: coresSetting(settings, "matrixrtc.livekit.cpus"),
    },
  };
}

/** 0 is no limit. */
const capOf = (what: "videos" | "voices", value: number | undefined) => (value ? { [what]: value } : {});
