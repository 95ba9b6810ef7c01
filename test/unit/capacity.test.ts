/** How many people a deployment should carry: the published figures it stands on, and that more is never less. */
import fc from "fast-check";
import { parseSettings } from "../../settings/parse";
import type { Settings } from "../../settings/settings";
import { workloadOf } from "../../workloads";
import { type Capacity, capacityOf } from "../../workloads/capacity";
import { bridgeBusy } from "../../workloads/capacity/jitsi";
import { livekitBusy } from "../../workloads/capacity/livekit";
import { meetingsFor, ofRoom } from "../../workloads/capacity/meeting";
import { capacityNotices } from "../../workloads/capacity/notices";
import {
  bridgeEvaluation,
  elementCallStreams,
  jitsiStreams,
  livekitBenchmark,
} from "../../workloads/capacity/published";
import { clusterSettings } from "../support/cluster";
import { matrixrtcLike, rawMatrixrtc } from "../support/matrixrtc";
import { deploymentOf } from "../support/planned";
import { hostLike, prodLike } from "../support/settings";

const [small, one, audio] = meetingsFor();
if (!small || !one || !audio) throw new Error("three typical meetings");

const capacity = (settings: Settings): Capacity => capacityOf(settings, workloadOf(settings, { logo: "<svg/>" }));
const notices = (settings: Settings): string[] => capacityNotices(settings, workloadOf(settings, { logo: "<svg/>" }));
const people = (settings: Settings): number[] => capacity(settings).estimates.map((one) => one.people);
const ends = (settings: Settings): string[] => capacity(settings).estimates.map((one) => one.because);

/** The container of `prodLike` with another number of cores. */
function cores(count: number): object {
  const settings = prodLike();
  if (settings.platform !== "proxmox") throw new Error("a container on Proxmox");
  return { ...settings.proxmox, cores: count };
}

/** Jitsi on a Docker host. */
const bridge = (jvb: number, jitsi: object = {}, others: object = {}) =>
  hostLike({ jitsi: { limits: { jvb: { cpus: jvb } }, ...jitsi }, ...others });

/** LiveKit on Proxmox, with as many cores as it may use. */
const sfu = (livekit: Record<string, unknown>, others: object = {}) =>
  matrixrtcLike((raw, section) => {
    section.livekit = livekit;
    raw.proxmox = { ...(raw.proxmox as object), cores: 512 };
    Object.assign(raw, others);
  });

describe("the published figures", () => {
  it.each([livekitBenchmark.audio, livekitBenchmark.meeting, livekitBenchmark.livestream])(
    "LiveKit's $title: what the estimate says it takes is no less than measured, and no more than 15 percent above",
    ({ packetsPerSecond, megabytesPerSecond, busy }) => {
      const traffic = { packets: packetsPerSecond, megabitsIn: 0, megabitsOut: megabytesPerSecond * 8 };
      const ratio = livekitBusy({ ...traffic, videos: 0, voices: 0 }) / (livekitBenchmark.cpus * busy);
      expect(ratio).toBeGreaterThan(0.9999);
      expect(ratio).toBeLessThan(1.15);
    },
  );

  it("gives the bridge of Jitsi's evaluation what it was measured with", () => {
    const { streams, megabits, cpus, busy } = bridgeEvaluation;
    const half = { packets: 0, megabitsIn: megabits / 2, megabitsOut: megabits / 2 };
    expect(bridgeBusy({ ...half, videos: streams, voices: streams })).toBeCloseTo(cpus * busy);
    expect(bridgeBusy({ ...half, videos: 2 * streams, voices: 0 })).toBeCloseTo(2 * cpus * busy);
  });

  it("adds up a room of five: a large picture, three small ones and four voices for each, with headers", () => {
    const room = ofRoom(small, 5, elementCallStreams, {});
    expect(room.packets).toBe(5 * (300 + 200 + 100 + 50) + 5 * (300 + 3 * 100 + 4 * 50));
    expect(room.megabitsIn).toBeCloseTo(5 * (1.82 + 0.53 + 0.2 + 0.068));
    expect(room.megabitsOut).toBeCloseTo(5 * (1.82 + 3 * 0.2 + 4 * 0.068));
    expect(room).toMatchObject({ videos: 20, voices: 20 });
  });

  it("shows nobody more than 25 pictures and 10 voices", () => {
    expect(ofRoom(one, 100, jitsiStreams, {})).toMatchObject({ videos: 2500, voices: 1000 });
    expect(ofRoom(audio, 100, jitsiStreams, {})).toMatchObject({ videos: 0, voices: 1000 });
  });
});

describe("estimates", () => {
  it("are what docs/capacity.md shows", () => {
    expect(people(prodLike())).toEqual([130, 70, 180]);
    expect(people(clusterSettings())).toEqual([270, 130, 350]);
    expect(people(sfu({ cpus: 4, tracks: 1_000_000 }))).toEqual([90, 35, 330]);
    expect(people(sfu({ cpus: 4 }))).toEqual([90, 25, 40]);
  });

  it("name what sets the end", () => {
    expect(ends(prodLike())).toEqual(Array(3).fill("the processor (4 cores)"));
    expect(ends(clusterSettings())).toEqual(Array(3).fill("the processor (2 × 4 cores)"));
    expect(ends(sfu({ cpus: 4 }))[1]).toBe("`matrixrtc.livekit.tracks` (1600)");
    expect(ends(sfu({ cpus: 64, tracks: 1_000_000, megabytesPerSecond: 20 }))[0]).toBe(
      "`matrixrtc.livekit.megabytesPerSecond` (20)",
    );
    expect(ends(bridge(4, {}, { capacity: { megabitsPerSecond: 100 } }))[0]).toBe("the line (100 Mbit/s)");
    expect(ends(bridge(4, { maxParticipants: 12 }))[1]).toBe("`jitsi.maxParticipants` (12)");
  });

  it("count the machine's cores where there are fewer than the limit", () => {
    const two = prodLike({ proxmox: cores(2) });
    expect(ends(two)[0]).toBe("the processor (2 cores)");
    expect(people(two)).toEqual(people(bridge(2)));
  });

  it("leave a fifth of the line free", () => {
    const [estimate] = capacity(bridge(8, {}, { capacity: { megabitsPerSecond: 100 } })).estimates;
    expect(estimate?.megabitsOut).toBeLessThanOrEqual(80);
    expect(estimate?.megabitsOut).toBeGreaterThan(60);
  });

  it("keep a configured limit of people exactly, and make small meetings no larger", () => {
    expect(people(bridge(8, { maxParticipants: 78 }))[1]).toBe(78);
    const [estimate] = capacity(bridge(8, { maxParticipants: 3 })).estimates;
    expect(estimate?.title).toBe("meetings of 3, cameras on");
    expect((estimate?.people ?? 1) % 3).toBe(0);
  });

  it("follow limits on what each person is sent", () => {
    const many = people(bridge(4))[1] ?? 0;
    expect(people(bridge(4, { config: { channelLastN: 5 } }))[1]).toBeGreaterThan(many);
    expect(people(bridge(4, { config: { channelLastN: -1 } }))[1]).toBe(many);
    const few = sfu({ cpus: 4, config: { limit: { subscription_limit_video: 4 } } });
    expect(people(few)[1]).toBeGreaterThan(people(sfu({ cpus: 4 }))[1] ?? 0);
  });

  it("say none where not even one meeting fits", () => {
    expect(people(bridge(0.1))[0]).toBe(0);
  });

  it("count as many bridges as there may be", () => {
    const scaled = { bridges: { count: 2, regions: [{ name: "a" }, { name: "b" }], autoscale: { max: 8 } } };
    const monitored = { ...scaled, monitoring: { prometheusOperator: true } };
    expect(capacity(clusterSettings(monitored))).toMatchObject({ servers: 16, cpus: 4 });
  });
});

describe("more is never less", () => {
  const pair = (arbitrary: fc.Arbitrary<number>) =>
    fc.tuple(arbitrary, arbitrary).map(([a, b]): [number, number] => (a < b ? [a, b] : [b, a]));
  const cpus = fc.integer({ min: 1, max: 5120 }).map((tenths) => tenths / 10);

  /** In each kind of meeting. */
  function never(less: Settings, more: Settings): void {
    const before = people(less);
    people(more).forEach((count, i) => {
      expect(count).toBeGreaterThanOrEqual(before[i] ?? Number.NaN);
    });
  }

  it("cores of a bridge", () => {
    fc.assert(fc.property(pair(cpus), ([less, more]) => never(bridge(less), bridge(more))));
  });

  it("cores of LiveKit, which also allows more tracks", () => {
    fc.assert(fc.property(pair(cpus), ([less, more]) => never(sfu({ cpus: less }), sfu({ cpus: more }))));
  });

  it("bridges of a cluster", () => {
    const cluster = (count: number, jvb: number) =>
      clusterSettings({ bridges: { count } }, { jitsi: { limits: { jvb: { cpus: jvb } } } });
    const counts = pair(fc.integer({ min: 1, max: 64 }));
    fc.assert(fc.property(counts, cpus, ([less, more], jvb) => never(cluster(less, jvb), cluster(more, jvb))));
  });

  it("bandwidth", () => {
    const line = (megabitsPerSecond: number) => ({ capacity: { megabitsPerSecond } });
    fc.assert(
      fc.property(pair(fc.integer({ min: 1, max: 100_000 })), ([less, more]) => {
        never(bridge(8, {}, line(less)), bridge(8, {}, line(more)));
        never(sfu({ cpus: 64 }, line(less)), sfu({ cpus: 64 }, line(more)));
      }),
    );
  });

  it("tracks and traffic that LiveKit is allowed", () => {
    fc.assert(
      fc.property(pair(fc.integer({ min: 1, max: 100_000 })), ([less, more]) => {
        never(sfu({ cpus: 64, tracks: less }), sfu({ cpus: 64, tracks: more }));
        never(sfu({ cpus: 64, megabytesPerSecond: less }), sfu({ cpus: 64, megabytesPerSecond: more }));
      }),
    );
  });

  it("people in one conference", () => {
    fc.assert(
      fc.property(pair(fc.integer({ min: 5, max: 400 })), ([less, more]) =>
        never(bridge(8, { maxParticipants: less }), bridge(8, { maxParticipants: more })),
      ),
      // Just below what the processor carries, where an exact number meets a rounded one.
      { examples: [[[143, 150]]] },
    );
  });
});

describe("wishes", () => {
  it("raise no notice while they are met, or when there is none", () => {
    expect(notices(prodLike())).toEqual([]);
    expect(notices(prodLike({ capacity: { participants: 100 } }))).toEqual([]);
  });

  it("name what sets the end, and what would do", () => {
    expect(notices(prodLike({ capacity: { participants: 150, megabitsPerSecond: 400 } }))).toEqual([
      "`capacity.participants` asks for 150 people (meetings of 5, cameras on); about 85 are expected, for the line (400 Mbit/s) sets the end. For 150: `jitsi.limits.jvb.cpus: 5` and `proxmox.cores: 5`; a line of 672 Mbit/s each way.",
    ]);
  });

  /** Settings by their paths, as a notice names them. */
  function obeyed(raw: Record<string, unknown>, notice: string): Record<string, unknown> {
    const told: [string, number][] = [...notice.matchAll(/`([\w.]+): (\d+)`/g)].map(([, path, value]) => [
      path ?? "",
      Number(value),
    ]);
    const line = /a line of (\d+) Mbit/.exec(notice)?.[1];
    if (line) told.push(["capacity.megabitsPerSecond", Number(line)]);
    expect(told).not.toEqual([]);
    const after = structuredClone(raw);
    for (const [path, value] of told) {
      const steps = path.split(".");
      const last = steps.pop() ?? "";
      let at = after;
      for (const step of steps) {
        at[step] ??= {};
        at = at[step] as Record<string, unknown>;
      }
      at[last] = value;
    }
    return after;
  }

  const wishes = (["small", "one", "audio"] as const).flatMap((meetings) => [
    { meetings, participants: 100 },
    { meetings, participants: 450 },
  ]);

  it.each(wishes)("are met once LiveKit has what the notice says: $participants, $meetings", (wish) => {
    const narrow = { capacity: { ...wish, megabitsPerSecond: 50 } };
    const raw = {
      ...{ livekit: { cpus: 2, megabytesPerSecond: 3, tracks: 50, config: { room: { max_participants: 10 } } } },
      ...narrow,
    };
    const [notice] = notices(sfu(raw.livekit, narrow));
    const told = obeyed({ matrixrtc: { livekit: raw.livekit }, capacity: raw.capacity }, notice ?? "");
    const section = told.matrixrtc as { livekit: Record<string, unknown> };
    expect(
      notices(sfu(section.livekit, { capacity: told.capacity })).filter((one) => one.includes("asks for")),
    ).toEqual([]);
  });

  it.each(wishes)("are met once the cluster has what the notice says: $participants, $meetings", (wish) => {
    const raw = { bridges: { count: 1 } };
    const [notice] = notices(clusterSettings(raw, { capacity: wish }));
    const told = notice === undefined ? { kubernetes: raw } : obeyed({ kubernetes: raw }, notice);
    expect(notices(clusterSettings(told.kubernetes as Record<string, unknown>, { capacity: wish }))).toEqual([]);
  });

  it.each([
    ["small", "more LiveKits", "`kubernetes.bridges.count: 5`"],
    [
      "one",
      "a larger one, for a room is on one of them",
      "`matrixrtc.livekit.cpus: 30`; `matrixrtc.livekit.tracks: 160178`",
    ],
  ])("of a cluster ask for what helps: %s, %s", (meetings, _, remedies) => {
    const { settings } = deploymentOf("examples/matrixrtc-kubernetes.yaml", (raw) => {
      raw.capacity = { participants: meetings === "small" ? 400 : 283, meetings };
    });
    expect(notices(settings)[0]).toContain(`: ${remedies}.`);
  });

  it("say so when one bridge cannot do it", () => {
    expect(notices(bridge(8, {}, { capacity: { participants: 500, meetings: "one" } }))[0]).toMatch(
      /For 500: one video bridge does not reach that; plan with fewer people, or with smaller meetings\.$/,
    );
  });

  it("are implied by a limit that lets more into one meeting than is expected", () => {
    expect(notices(bridge(4, { maxParticipants: 500 }))).toEqual([
      "`jitsi.maxParticipants` lets 500 people into one meeting; with all cameras on, about 70 are expected, for the processor (4 cores) sets the end.",
    ]);
    expect(notices(bridge(4, { maxParticipants: 60 }))).toEqual([]);
  });
});

it("refuses wishes that mean nothing, all at once", () => {
  const raw = rawMatrixrtc((settings) => {
    settings.capacity = { participants: 1, meetings: "large", megabitsPerSecond: 0, bandwidth: 100 };
  });
  const parsed = parseSettings(raw, { needCredentials: false });
  expect("problems" in parsed ? parsed.problems.map(({ path, problem }) => `${path} ${problem}`).sort() : []).toEqual([
    "parley:capacity.bandwidth is not a setting",
    "parley:capacity.meetings has no choice `large`",
    "parley:capacity.megabitsPerSecond is too small",
    "parley:capacity.participants is too small",
  ]);
});
