/** Everything of a deployment that decides how many people it carries. */
import type { Caps, Traffic } from "./meeting";
import type { Streams } from "./published";

export interface Site {
  /** What carries media, for people: `Video bridge`. */
  readonly server: string;
  readonly servers: number;
  /** Processors of each, as far as its limit and its machine let it. */
  readonly cpus: number;
  /** Most processors of one server that are of use. */
  readonly mostCpus: number;
  /** Share of them that may be busy. */
  readonly share: number;
  /** Processors that traffic keeps busy. */
  readonly busy: (traffic: Traffic) => number;
  readonly streams: Streams;
  readonly caps: Caps;
  /** Whether one meeting may be spread over several servers. */
  readonly spreads: boolean;
  /** Most people in one meeting. */
  readonly most?: Configured;
  /** Most tracks of one server, in and out. */
  readonly tracks?: Configured;
  /** Most traffic of one server, in and out, megabytes a second. */
  readonly megabytes?: Configured;
  /** The line to the internet, megabits a second each way. */
  readonly line?: number;
  /** How to say what would be enough; absent where no setting can give it. */
  readonly grow: { readonly cpus?: (count: number) => string; readonly servers?: (count: number) => string };
}

/** A limit of the settings. */
export interface Configured {
  readonly value: number;
  /** `matrixrtc.livekit.tracks`. */
  readonly setting: string;
}
