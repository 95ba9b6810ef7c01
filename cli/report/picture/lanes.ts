/** Gives every strand of a channel a vertical line of its own, so that lines cross at right angles and never lie on each other. */
import type { Strand } from "./strands";
import type { Side, Vertical } from "./vertical";

/** Strand → number of its vertical line, counted from the left. A strand that runs straight through needs none. */
export function lanesOf(strands: readonly Strand[], vertical: Vertical): ReadonlyMap<Strand, number> {
  const heights = (strand: Strand, end: Side) => strand[end].map((id) => vertical.y(strand, end, id));
  const spans = strands.map((strand) => {
    const left = heights(strand, "left");
    const right = heights(strand, "right");
    const all = [...left, ...right];
    return { strand, left, right, from: Math.min(...all), to: Math.max(...all) };
  });
  const bent = spans.filter((span) => span.to - span.from > straight);
  const cost = (order: readonly Span[]) => {
    let total = 0;
    for (const [i, a] of order.entries()) for (const b of order.slice(i + 1)) total += clash(a, b);
    return total;
  };
  let best = [...bent].sort((a, b) => a.from - b.from);
  let least = cost(best);
  for (let improved = true; improved && least > 0; ) {
    improved = false;
    for (let i = 0; i < best.length; i++) {
      for (let j = 0; j < best.length; j++) {
        const trial = [...best];
        trial.splice(j, 0, ...trial.splice(i, 1));
        const now = cost(trial);
        if (now >= least) continue;
        best = trial;
        least = now;
        improved = true;
      }
    }
  }
  return new Map(best.map((span, lane) => [span.strand, lane]));
}

interface Span {
  readonly strand: Strand;
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Below this difference in height a line is drawn straight. */
export const straight = 0.5;

/** What it costs when `a` has its line to the left of `b`'s: crossings, and much more for lines that would lie on each other. */
function clash(a: Span, b: Span): number {
  const within = (y: number, span: Span) => y > span.from - 1 && y < span.to + 1;
  const crossings = a.right.filter((y) => within(y, b)).length + b.left.filter((y) => within(y, a)).length;
  const overlaps = a.right.some((y) => b.left.some((other) => Math.abs(y - other) < 3));
  return crossings + (overlaps ? 1000 : 0);
}
