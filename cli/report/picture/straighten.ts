/** Takes small steps out of lines: the ends on one side of a node slide together where there is room. */
import { labelHeight, metrics } from "./metrics";
import type { Item } from "./strands";
import type { End } from "./vertical";

export interface Ends {
  of(item: Item): readonly End[];
  /** Height of an end. */
  y(end: End): number;
  /** Height of the other end, when there is exactly one on either side. */
  opposite(end: End): number | undefined;
  top(item: Item): number;
  height(item: Item): number;
  slide(end: End, by: number): void;
}

export function straighten(items: readonly Item[], ends: Ends): void {
  // A second round uses the room that the first one made.
  for (const item of [...items, ...items]) {
    if (!item.node) continue;
    for (const side of ["left", "right"] as const) {
      const group = ends.of(item).filter((end) => end.end === side);
      const straightAfter = (by: number) =>
        group.filter((end) => Math.abs((ends.opposite(end) ?? Number.NaN) - ends.y(end) - by) < 0.5).length;
      const best = group
        .map((end) => (ends.opposite(end) ?? Number.NaN) - ends.y(end))
        .filter((by) => Number.isFinite(by) && group.every((end) => fits(ends, item, end, by)))
        .sort((a, b) => straightAfter(b) - straightAfter(a) || Math.abs(a) - Math.abs(b))[0];
      if (best === undefined || straightAfter(best) <= straightAfter(0)) continue;
      for (const end of group) ends.slide(end, best);
    }
  }
}

/** Whether the end stays on the node, and its label clear of the neighbours'. */
function fits(ends: Ends, item: Item, end: End, by: number): boolean {
  const y = ends.y(end) + by;
  const top = ends.top(item);
  const bottom = top + ends.height(item);
  const label = end.strand.head === end.end ? labelHeight(end.strand.wire) / 2 : 0;
  const outside = metrics.gap / 2;
  return y > top + 8 && y < bottom - 8 && y - label >= top - outside && y + label <= bottom + outside;
}
