/** What sets an end to how many people a site carries: each limit says whether it holds a number of them. */
import { fromPeople, type Meeting, ofRoom, plus, relayed, type Traffic, times, toPerson } from "./meeting";
import type { Configured, Site } from "./site";

export const bottlenecks = ["processor", "line", "tracks", "traffic", "participants"] as const;
export type Bottleneck = (typeof bottlenecks)[number];

export interface Limit {
  readonly bottleneck: Bottleneck;
  /** For people: `the processor (4 cores)`. */
  readonly text: string;
  /** True for a number of people, then also for any smaller one. */
  readonly holds: (people: number) => boolean;
  /** What would hold that many. */
  readonly remedy: (people: number) => Remedy;
}

export interface Remedy {
  readonly text: string;
  /** The site as it would be then. */
  readonly site: Site;
}

/** Part of a line that may be used: our own choice, so that a burst does not fill it. */
const lineShare = 0.8;

/** Farthest that a remedy looks. */
const most = { cpus: 512, servers: 64 } as const;

export const limitsOf = (site: Site, meeting: Meeting): Limit[] => [
  processor(site, meeting),
  ...(site.line === undefined ? [] : [line(site, meeting, site.line)]),
  ...(site.tracks ? [tracks(site, meeting, site.tracks)] : []),
  ...(site.megabytes ? [traffic(site, meeting, site.megabytes)] : []),
  ...(site.most && meeting.size === undefined ? [participants(site, site.most)] : []),
];

function processor(site: Site, meeting: Meeting): Limit {
  const holds = (of: Site) => (people: number) =>
    busiest(of, meeting, people).some((load) => of.busy(load) <= of.share * Math.min(of.cpus, of.mostCpus));
  const cores = `${site.cpus} ${site.cpus === 1 ? "core" : "cores"}`;
  return {
    bottleneck: "processor",
    text: `the processor (${site.servers === 1 ? cores : `${site.servers} × ${cores}`})`,
    holds: holds(site),
    remedy: (people) => {
      // More servers first, where there may be more: each also survives the others.
      const servers = smallest(most.servers, (count) => holds({ ...site, servers: count })(people));
      if (site.grow.servers && servers !== undefined)
        return { text: site.grow.servers(servers), site: { ...site, servers } };
      const cpus = smallest(most.cpus, (count) => holds({ ...site, cpus: count })(people));
      if (site.grow.cpus && cpus !== undefined) return { text: site.grow.cpus(cpus), site: { ...site, cpus } };
      return {
        text: `one ${site.server.toLowerCase()} does not reach that; plan with fewer people, or with smaller meetings`,
        site,
      };
    },
  };
}

const line = (site: Site, meeting: Meeting, megabits: number): Limit => ({
  bottleneck: "line",
  text: `the line (${megabits} Mbit/s)`,
  holds: (people) => needed(site, meeting, people) <= lineShare * megabits,
  remedy: (people) => ({
    text: `a line of ${Math.ceil(needed(site, meeting, people) / lineShare)} Mbit/s each way`,
    site,
  }),
});

/** The busier way of the line, megabits a second. */
function needed(site: Site, meeting: Meeting, people: number): number {
  const { megabitsIn, megabitsOut } = whole(site, meeting, people);
  return Math.max(megabitsIn, megabitsOut);
}

const tracks = (site: Site, meeting: Meeting, { value, setting }: Configured): Limit => ({
  bottleneck: "tracks",
  text: `\`${setting}\` (${value})`,
  holds: (people) => tracksOf(site, meeting, people) <= value,
  remedy: (people) => ({ text: `\`${setting}: ${tracksOf(site, meeting, people)}\``, site }),
});

const traffic = (site: Site, meeting: Meeting, { value, setting }: Configured): Limit => {
  const megabytes = (people: number) =>
    Math.min(...busiest(site, meeting, people).map(({ megabitsIn, megabitsOut }) => (megabitsIn + megabitsOut) / 8));
  return {
    bottleneck: "traffic",
    text: `\`${setting}\` (${value})`,
    holds: (people) => megabytes(people) <= value,
    remedy: (people) => ({ text: `\`${setting}: ${Math.ceil(megabytes(people))}\``, site }),
  };
};

const participants = (site: Site, { value, setting }: Configured): Limit => ({
  bottleneck: "participants",
  text: `\`${setting}\` (${value})`,
  holds: (people) => people <= value,
  remedy: (people) => ({ text: `\`${setting}: ${people}\``, site }),
});

/** All meetings together. */
export function whole({ streams, caps }: Site, meeting: Meeting, people: number): Traffic {
  const rooms = meeting.size === undefined ? 1 : Math.ceil(people / meeting.size);
  return times(ofRoom(meeting, meeting.size ?? people, streams, caps), rooms);
}

/**
 * What the server with most to do has: whole rooms, or its part of the one room. Nobody has to use all servers for one
 * room, so there is one answer for each number of them.
 */
function busiest(site: Site, meeting: Meeting, people: number): Traffic[] {
  const { streams, caps, servers } = site;
  if (meeting.size !== undefined) {
    const rooms = Math.ceil(Math.ceil(people / meeting.size) / servers);
    return [times(ofRoom(meeting, meeting.size, streams, caps), rooms)];
  }
  const used = site.spreads ? servers : 1;
  return Array.from({ length: used }, (_, i) => partOfRoom(site, meeting, people, i + 1));
}

/** A server's part of one room: its own people, and what it passes on to the others and gets from them. */
function partOfRoom({ streams, caps }: Site, meeting: Meeting, people: number, servers: number): Traffic {
  const own = Math.ceil(people / servers);
  return [
    fromPeople(meeting, own, streams),
    times(toPerson(meeting, people, streams, caps), own),
    relayed(meeting, { from: people - own, own, others: servers - 1 }, streams),
  ].reduce(plus);
}

/** Every camera and microphone, silent ones as well: once as it comes in, and once for each who gets it. */
function tracksOf({ caps, servers }: Site, meeting: Meeting, people: number): number {
  const room = (size: number) => {
    const others = Math.max(0, size - 1);
    const videos = meeting.cameras ? 1 + Math.min(others, caps.videos ?? others) : 0;
    return size * (videos + 1 + Math.min(others, caps.voices ?? others));
  };
  return meeting.size === undefined
    ? room(people)
    : room(meeting.size) * Math.ceil(Math.ceil(people / meeting.size) / servers);
}

/** The smallest whole number up to `end` that is enough, when more is never worse. */
function smallest(end: number, enough: (count: number) => boolean): number | undefined {
  for (let count = 1; count <= end; count++) if (enough(count)) return count;
  return undefined;
}
