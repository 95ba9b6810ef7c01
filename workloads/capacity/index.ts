/**
 * How many people a deployment should carry, and what sets the end: an estimate from published figures (`published.ts`).
 *
 * Pure and monotonic: more processors, bridges or bandwidth never carry fewer. docs/capacity.md explains it.
 */
import type { Settings } from "../../settings/settings";
import type { Workload } from "../model";
import { jitsiSite } from "./jitsi";
import { type Bottleneck, type Limit, limitsOf, whole } from "./limits";
import { livekitSite } from "./livekit";
import { type Meeting, type MeetingName, meetingsFor } from "./meeting";
import { roundedDown, roundedUp } from "./rounding";
import { serversOf } from "./servers";
import type { Site } from "./site";

export interface Capacity {
  readonly server: string;
  readonly servers: number;
  /** Cores of each. */
  readonly cpus: number;
  readonly estimates: readonly Estimate[];
}

export interface Estimate {
  readonly meeting: MeetingName;
  readonly title: string;
  /** Rounded down; 0 where not even one such meeting fits. */
  readonly people: number;
  readonly bottleneck: Bottleneck;
  /** What sets the end, for people: `the processor (4 cores)`. */
  readonly because: string;
  /** What they take of the line to the internet, megabits a second, rounded up. */
  readonly megabitsIn: number;
  readonly megabitsOut: number;
}

/** A meeting with what limits it. */
export interface Outlook {
  readonly meeting: Meeting;
  readonly limits: readonly Limit[];
  readonly estimate: Estimate;
}

export const siteOf = (settings: Settings, workload: Workload): Site =>
  settings.service === "jitsi"
    ? jitsiSite(settings, serversOf(workload, "jvb"))
    : livekitSite(settings, serversOf(workload, "livekit"));

export const outlooksOf = (site: Site): Outlook[] =>
  meetingsFor(site.most?.value).map((meeting) => {
    const limits = limitsOf(site, meeting);
    return { meeting, limits, estimate: estimateOf(site, meeting, limits) };
  });

export const capacityOf = (settings: Settings, workload: Workload): Capacity => {
  const site = siteOf(settings, workload);
  return {
    server: site.server,
    servers: site.servers,
    cpus: site.cpus,
    estimates: outlooksOf(site).map(({ estimate }) => estimate),
  };
};

function estimateOf(site: Site, meeting: Meeting, limits: readonly Limit[]): Estimate {
  const room = meeting.size ?? 1;
  const ends = limits.map((limit) => {
    const people = largest(limit, room);
    // How many people may meet is exact; everything else is an estimate. Rounded first, or a higher limit could carry fewer.
    return { limit, people: limit.bottleneck === "participants" ? people : roundedDown(people, room) };
  });
  const { people, limit } = ends.reduce((lowest, one) => (one.people < lowest.people ? one : lowest));
  const { megabitsIn, megabitsOut } = whole(site, meeting, people);
  return {
    ...{ meeting: meeting.name, title: meeting.title, people },
    ...{ bottleneck: limit.bottleneck, because: limit.text },
    ...{ megabitsIn: roundedUp(megabitsIn), megabitsOut: roundedUp(megabitsOut) },
  };
}

/** More than anybody asks for. */
const farthest = 2 ** 22;

/** The largest number that a limit holds, in whole rooms. */
function largest({ holds }: Limit, size: number): number {
  let above = 1;
  while (above < farthest && holds(above * size)) above *= 2;
  let rooms = Math.floor(above / 2);
  while (above - rooms > 1) {
    const middle = Math.floor((rooms + above) / 2);
    if (holds(middle * size)) rooms = middle;
    else above = middle;
  }
  return rooms * size;
}
