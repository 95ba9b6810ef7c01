/**
 * What others measured or planned with, each with its source; everything else in this folder is arithmetic.
 * docs/capacity.md says how they are put together, and how far to trust the result.
 */

/** One stream of media: packets a second, and kilobits a second without headers. */
export interface Stream {
  readonly packets: number;
  readonly kilobits: number;
}

/** A camera is sent three times (simulcast), so that everyone can be given the size that they look at. */
export interface Streams {
  /** 720p. */
  readonly large: Stream;
  /** 360p. */
  readonly middle: Stream;
  /** 180p. */
  readonly small: Stream;
  /** A microphone with somebody speaking. */
  readonly voice: Stream;
}

/** Packets a second that a browser sends. Source: jitsi-videobridge jitsi-media-transform/src/main/resources/reference.conf. */
const packets = { large: 300, middle: 200, small: 100, voice: 50 } as const;

const streams = (kilobits: Readonly<Record<keyof Streams, number>>): Streams => ({
  large: { packets: packets.large, kilobits: kilobits.large },
  middle: { packets: packets.middle, kilobits: kilobits.middle },
  small: { packets: packets.small, kilobits: kilobits.small },
  voice: { packets: packets.voice, kilobits: kilobits.voice },
});

/** Source: Jitsi's handbook, devops-guide/requirements; voice: RFC 7587, 3.1.1, the upper end for speech. */
export const jitsiStreams = streams({ large: 2500, middle: 500, small: 200, voice: 40 });

/** Source: what Element Call sends (element-call src/livekit/options.ts), in livekit-client's presets. */
export const elementCallStreams = streams({ large: 1700, middle: 450, small: 160, voice: 48 });

/** Headers of a media packet, bytes: IPv4 (RFC 791), UDP (RFC 768), RTP (RFC 3550), authentication tag of SRTP (RFC 3711). */
export const headerBytes = 20 + 8 + 12 + 10;

/** Most videos that are seen at a time. Source: `tileView.numberOfVisibleTiles` of jitsi-meet's config.js. */
export const visibleVideos = 25;

/** People who make a sound at a time in a large meeting. Source: docs.livekit.io, self-hosting/benchmark. */
export const speakers = 10;

/** A measurement of LiveKit. */
export interface LivekitRow {
  readonly title: string;
  /** In and out. */
  readonly packetsPerSecond: number;
  readonly megabytesPerSecond: number;
  /** Share of all processors that was busy. */
  readonly busy: number;
}

/** Source: docs.livekit.io, self-hosting/benchmark: one room on a machine with 16 virtual processors (c2-standard-16). */
export const livekitBenchmark = {
  cpus: 16,
  audio: { title: "10 speak, 3000 listen", packetsPerSecond: 305 + 959_156, megabytesPerSecond: 23.0073, busy: 0.8 },
  meeting: {
    title: "150 with cameras",
    packetsPerSecond: 51_068 + 762_749,
    megabytesPerSecond: 50 + 93,
    busy: 0.85,
  },
  livestream: {
    title: "1 films, 3000 watch",
    packetsPerSecond: 246 + 560_962,
    megabytesPerSecond: 531.233,
    busy: 0.92,
  },
} as const satisfies Readonly<Record<string, LivekitRow | number>>;

/** Share of the processors above which LiveKit gives a node no new rooms. Source: livekit config-sample.yaml, `sysload_limit`. */
export const livekitShare = 0.7;

/**
 * Source: jitsi.org/jitsi-videobridge-performance-evaluation: "1000+ video streams", 550 Mbit/s in and out, at 20 % of a Xeon
 * E5-1620 v2, whose four cores are eight processors to the system. A stream there is a camera with its microphone.
 */
export const bridgeEvaluation = { cpus: 8, busy: 0.2, streams: 1000, megabits: 550 } as const;

/**
 * Share of the processors above which Jicofo looks for another bridge: `stress-threshold` of jicofo's reference.conf, where
 * stress is the share in use divided by `cpu-usage.load-threshold` of jitsi-videobridge's.
 */
export const bridgeShare = 0.8 * 0.9;

/** Most processors that Jitsi's handbook names for one bridge (devops-guide/scalable); beyond, it adds bridges. */
export const mostBridgeCpus = 8;
