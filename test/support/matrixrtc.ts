/** Settings of MatrixRTC for tests. */
import { parseSettings } from "../../settings/parse";
import type { MatrixrtcSettings } from "../../settings/settings";
import { formatProblems } from "../../settings/stackFile";
import { rawOf } from "./stackFiles";

type Raw = Record<string, unknown>;
type Section = { homeserver: Raw; livekit?: Raw; [other: string]: unknown };
type Change = (raw: Raw, section: Section) => void;

/** On Proxmox at a name of its own, as in the examples, after a change. */
export function rawMatrixrtc(change: (raw: Raw, section: Section) => void = () => undefined): Raw {
  const raw = structuredClone(rawOf("examples/matrixrtc-proxmox.yaml"));
  const section: Section = { homeserver: { name: "example.org", baseUrl: "https://matrix.example.org" } };
  raw.matrixrtc = section;
  change(raw, section);
  return raw;
}

/** The same with a homeserver of Parley's own, before a further change. */
export const withSynapse =
  (change: Change = () => undefined): Change =>
  (raw, section) => {
    Reflect.deleteProperty(section, "homeserver");
    section.synapse = { directory: "/srv/homeserver" };
    change(raw, section);
  };

/** `path problem` of everything that is wrong. */
export function matrixrtcProblems(change: Parameters<typeof rawMatrixrtc>[0]): string[] {
  const parsed = parseSettings(rawMatrixrtc(change), { needCredentials: false });
  return "problems" in parsed ? parsed.problems.map((one) => `${one.path} ${one.problem} → ${one.remedy}`) : [];
}

export function matrixrtcLike(change?: Parameters<typeof rawMatrixrtc>[0]): MatrixrtcSettings {
  const parsed = parseSettings(rawMatrixrtc(change), { needCredentials: false });
  if ("problems" in parsed) throw new Error(formatProblems(parsed.problems, "test"));
  if (parsed.settings.service !== "matrixrtc") throw new Error("not matrixrtc");
  return parsed.settings;
}

/** Every key of LiveKit's that a user may set, with a value. */
export const everyLivekitKey = {
  logging: { level: "info", pion_level: "error", json: true, sample: false },
  rtc: {
    stun_servers: ["stun.example.org:3478"],
    congestion_control: { enabled: true, allow_pause: false },
    allow_tcp_fallback: true,
    packet_buffer_size_video: 500,
    packet_buffer_size_audio: 200,
    pli_throttle: { low_quality: "500ms", mid_quality: "1s", high_quality: "1.5s" },
    batch_io: { batch_size: 128, max_flush_interval: "2ms" },
    strict_acks: true,
    data_channel_max_buffered_amount: 0,
  },
  room: {
    max_participants: 100,
    enabled_codecs: [{ mime: "audio/opus", fmtp_line: "minptime=10" }, { mime: "video/vp8" }],
    enable_remote_unmute: false,
    playout_delay: { enabled: true, min: 100, max: 2000 },
    sync_streams: true,
  },
  audio: {
    active_level: 30,
    min_percentile: 40,
    update_interval: 500,
    smooth_intervals: 4,
    active_red_encoding: true,
  },
  video: { dynacast_pause_delay: "5s" },
  limit: {
    subscription_limit_video: 50,
    subscription_limit_audio: 0,
    max_metadata_size: 64_000,
    max_attributes_size: 64_000,
    max_room_name_length: 256,
    max_participant_identity_length: 256,
    max_participant_name_length: 256,
  },
} as const;

/** Keys that LiveKit does not know: a typo, another group's key, one that it never had. */
export const unknownLivekitKeys: readonly (readonly [path: string, config: Raw])[] = [
  ["logging.levle", { logging: { levle: "info" } }],
  ["rtc.max_participants", { rtc: { max_participants: 10 } }],
  ["rtc.pli_throttle.low", { rtc: { pli_throttle: { low: "1s" } } }],
  ["room.auto_creat", { room: { auto_creat: true } }],
  ["bitrate", { bitrate: 1 }],
];

/** Regions with where they are. */
export const places = {
  europe: { name: "europe", location: { latitude: 59.3, longitude: 18.1 } },
  asia: { name: "asia", location: { latitude: 35.7, longitude: 139.7 } },
} as const;
