/** Typical meetings, and what they put through a media server. */
import type { meetingNames } from "../../settings/sections/capacity";
import { headerBytes, type Stream, type Streams, speakers, visibleVideos } from "./published";

export type MeetingName = (typeof meetingNames)[number];

export interface Meeting {
  readonly name: MeetingName;
  readonly title: string;
  readonly cameras: boolean;
  /** People in each room; absent: all of them are in one. */
  readonly size?: number;
}

/** @param most most people that the settings let into one meeting. */
export function meetingsFor(most = Number.POSITIVE_INFINITY): readonly Meeting[] {
  const size = Math.min(5, most);
  return [
    { name: "small", title: `meetings of ${size}, cameras on`, cameras: true, size },
    { name: "one", title: "one meeting, cameras on", cameras: true },
    { name: "audio", title: `one meeting, cameras off, ${speakers} speak`, cameras: false },
  ];
}

/** Most streams that one person is sent, where settings say so. */
export interface Caps {
  readonly videos?: number;
  readonly voices?: number;
}

/** What goes through a server. */
export interface Traffic {
  /** In and out, a second. */
  readonly packets: number;
  readonly megabitsIn: number;
  readonly megabitsOut: number;
  /** Cameras and microphones that are sent on. */
  readonly videos: number;
  readonly voices: number;
}

const nothing: Traffic = { packets: 0, megabitsIn: 0, megabitsOut: 0, videos: 0, voices: 0 };

export const plus = (a: Traffic, b: Traffic): Traffic => ({
  packets: a.packets + b.packets,
  megabitsIn: a.megabitsIn + b.megabitsIn,
  megabitsOut: a.megabitsOut + b.megabitsOut,
  videos: a.videos + b.videos,
  voices: a.voices + b.voices,
});

export const times = (a: Traffic, count: number): Traffic => ({
  packets: a.packets * count,
  megabitsIn: a.megabitsIn * count,
  megabitsOut: a.megabitsOut * count,
  videos: a.videos * count,
  voices: a.voices * count,
});

/** Megabits a second, with headers. */
const megabits = ({ packets, kilobits }: Stream): number => (kilobits + (packets * headerBytes * 8) / 1000) / 1000;

const received = (stream: Stream): Traffic => ({
  ...nothing,
  packets: stream.packets,
  megabitsIn: megabits(stream),
});

const sent = (stream: Stream, what: "videos" | "voices"): Traffic => ({
  ...nothing,
  packets: stream.packets,
  megabitsOut: megabits(stream),
  [what]: 1,
});

/** What the server gets from people: cameras in three sizes, and as many microphones as make a sound. */
export function fromPeople({ cameras }: Meeting, people: number, streams: Streams): Traffic {
  const camera = [streams.large, streams.middle, streams.small].map(received).reduce(plus);
  const voices = times(received(streams.voice), Math.min(people, speakers));
  return cameras ? plus(voices, times(camera, people)) : voices;
}

/** What one person in a room gets: one other person large, more of them small, and those who speak. */
export function toPerson({ cameras }: Meeting, people: number, streams: Streams, caps: Caps): Traffic {
  const others = Math.max(0, people - 1);
  const videos = cameras ? Math.min(others, visibleVideos, caps.videos ?? others) : 0;
  const large = times(sent(streams.large, "videos"), Math.min(1, videos));
  const small = times(sent(streams.small, "videos"), Math.max(0, videos - 1));
  const voices = times(sent(streams.voice, "voices"), Math.min(others, speakers, caps.voices ?? others));
  return [large, small, voices].reduce(plus);
}

/**
 * What servers that share a room pass on to each other: a small picture of everyone, and those who speak.
 *
 * @param between people at the other servers, at this one, and how many others there are.
 */
export function relayed(
  { cameras }: Meeting,
  { from, own, others }: { readonly from: number; readonly own: number; readonly others: number },
  streams: Streams,
): Traffic {
  const videos = plus(times(received(streams.small), from), times(sent(streams.small, "videos"), own * others));
  const voices = plus(
    times(received(streams.voice), Math.min(from, speakers)),
    times(sent(streams.voice, "voices"), Math.min(own, speakers) * others),
  );
  return cameras ? plus(videos, voices) : voices;
}

/** A whole room on one server. */
export const ofRoom = (meeting: Meeting, people: number, streams: Streams, caps: Caps): Traffic =>
  plus(fromPeople(meeting, people, streams), times(toPerson(meeting, people, streams, caps), people));
