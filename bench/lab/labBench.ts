/**
 * Parley and a playbook in the lab: twin services behind one edge host, one deployed by each, in turns. Whatever else the
 * machine does hits both, so the ratios are what counts. Then datagrams, and LiveKit's media, through the edge and past it.
 */
import { labProgram } from "../../lab/stack/labSettings";
import type { ProgramStack } from "../../lab/stack/programStack";
import { down } from "../../lab/world/down";
import { places } from "../../lab/world/places";
import { up } from "../../lab/world/up";
import type { World } from "../../lab/world/world";
import { type MediaFigures, mediaBench } from "./media";
import { Ours } from "./ours";
import { type Spread, takeTurns } from "./turns";
import { Twin } from "./twin";
import { type UdpFigures, udpBench } from "./udp";

/** Half as often from nothing: it takes several times as long as a change. */
const fromNothing = (runs: number): number => Math.ceil(runs / 2);

export interface LabRow {
  readonly title: string;
  readonly runs: number;
  readonly ours: Spread;
  /** What Ansible took for the same. */
  readonly base?: { readonly title: string; readonly spread: Spread };
}

export interface LabFigures {
  readonly rows: readonly LabRow[];
  /** What the firewall host costs media. */
  readonly udp: UdpFigures;
  /** The same of real media, by LiveKit. */
  readonly media: MediaFigures;
}

/** Brings a lab of its own up, and takes it down in the end. */
export async function labBench(runs: number): Promise<LabFigures> {
  const place = places("parley-bench");
  await down(place);
  try {
    const world = await up(place);
    const program = await labProgram(world);
    try {
      const rows = await measured(world, program, runs);
      return { rows, udp: await udpBench(world, { runs }), media: await mediaBench(world, { runs }) };
    } finally {
      program.dispose();
    }
  } finally {
    await down(place);
  }
}

async function measured(world: World, program: ProgramStack, runs: number): Promise<LabRow[]> {
  const ours = new Ours(world, program);
  const times = fromNothing(runs);
  const nothing = await takeTurns([ours.fromNothing(times)], times, false);
  const twin = await Twin.make(world);
  try {
    const changed = await takeTurns(
      [
        ours.change("up --skip-preview", "--skip-preview"),
        twin.change("playbook"),
        ours.change("up"),
        twin.change("playbook --limit service", "--limit", "service"),
      ],
      runs,
    );
    const unchanged = await takeTurns([ours.again("up", "--skip-preview"), twin.again(), ours.again("refresh")], runs);
    const row = (title: string, [own, base]: readonly (Spread | undefined)[], against?: string): LabRow[] =>
      own ? [{ title, runs, ours: own, ...(base && against ? { base: { title: against, spread: base } } : {}) }] : [];
    return [
      ...row("from nothing to healthy: up --skip-preview", nothing).map((one) => ({ ...one, runs: times })),
      ...row("one setting changed: up --skip-preview", [changed[0], changed[1]], "playbook"),
      ...row("one setting changed: up", [changed[2], changed[1]], "playbook"),
      ...row("one setting changed: up --skip-preview", [changed[0], changed[3]], "playbook --limit service"),
      ...row("nothing changed: up --skip-preview", [unchanged[0], unchanged[1]], "playbook"),
      ...row("nothing changed: refresh", [unchanged[2]]),
    ];
  } finally {
    twin.dispose();
  }
}
