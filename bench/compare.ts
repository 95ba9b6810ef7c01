/** Compares two programs by runs that take turns, so that whatever else the machine does hits both. */
import { type Command, measure, type Times } from "./measure";

export interface Comparison {
  readonly name: string;
  readonly ours: Command;
  readonly base: Command;
}

export interface Result {
  readonly name: string;
  readonly ours: string;
  readonly base: string;
  readonly runs: number;
  /** Medians, seconds. */
  readonly times: { readonly ours: Times; readonly base: Times };
  /** Median of ours through median of the base. */
  readonly ratio: Times;
}

export function compare({ name, ours, base }: Comparison, runs: number): Result {
  const measured = { ours: [] as Times[], base: [] as Times[] };
  // The first run of each fills caches and does not count.
  measure(base);
  measure(ours);
  for (let run = 0; run < runs; run++) {
    measured.base.push(measure(base));
    measured.ours.push(measure(ours));
  }
  const times = { ours: medians(measured.ours), base: medians(measured.base) };
  const ratio = { wall: times.ours.wall / times.base.wall, cpu: times.ours.cpu / times.base.cpu };
  return { name, ours: ours.title, base: base.title, runs, times, ratio };
}

const medians = (all: readonly Times[]): Times => ({
  wall: median(all.map((one) => one.wall)),
  cpu: median(all.map((one) => one.cpu)),
});

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [upper = 0, lower = 0] = [sorted[middle], sorted[middle - 1]];
  return sorted.length % 2 === 1 ? upper : (upper + lower) / 2;
}
