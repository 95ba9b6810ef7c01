/** Runs that take turns, each checked before it counts. */

import { median } from "../compare";
import { type Command, measure, type Times } from "../measure";

export interface Contender {
  readonly title: string;
  /** Readies a run and says how it is started; what it readies is not measured. */
  readonly run: (round: number) => Command;
  /** Throws when the run did not do what it was to do. */
  readonly check?: (round: number) => Promise<void>;
}

/** Seconds. */
export interface Spread {
  readonly least: Times;
  readonly median: Times;
}

/** The first round of all fills caches and does not count. */
export async function takeTurns(contenders: readonly Contender[], rounds: number, warmUp = true): Promise<Spread[]> {
  const times: Times[][] = contenders.map(() => []);
  for (let round = warmUp ? 0 : 1; round <= rounds; round++) {
    for (const [index, { title, run, check }] of contenders.entries()) {
      const taken = measure(run(round));
      await check?.(round);
      const count = round === 0 ? "not counted" : `${round} of ${rounds}`;
      process.stderr.write(`bench: ${title}, ${count}: ${taken.wall.toFixed(2)} s\n`);
      if (round > 0) times[index]?.push(taken);
    }
  }
  return times.map((all) => ({ least: of(all, (some) => Math.min(...some)), median: of(all, median) }));
}

const of = (all: readonly Times[], pick: (some: number[]) => number): Times => ({
  wall: pick(all.map(({ wall }) => wall)),
  cpu: pick(all.map(({ cpu }) => cpu)),
});
