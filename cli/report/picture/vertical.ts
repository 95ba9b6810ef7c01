/** How high everything is: items in their columns, and the ends of strands on the items. */
import { labelHeight, metrics, textHeight } from "./metrics";
import { straighten } from "./straighten";
import type { Item, Strand, Strands } from "./strands";

export type Side = "left" | "right";

/** Where a strand touches an item, on the item's side that faces the strand. */
export interface End {
  readonly strand: Strand;
  readonly id: string;
  /** Which end of the strand; it touches the item's other side. */
  readonly end: Side;
}

export interface Vertical {
  /** Top of each item. */
  readonly top: ReadonlyMap<string, number>;
  readonly height: ReadonlyMap<string, number>;
  y(strand: Strand, end: Side, id: string): number;
  readonly bottom: number;
}

export function verticalOf({ items, strands }: Strands, order: readonly (readonly string[])[]): Vertical {
  const ends = new Map(items.map((item) => [item.id, endsOf(item, strands)]));
  const height = new Map(items.map((item) => [item.id, itemHeight(item, ends.get(item.id) ?? [])]));
  const top = stacked(order, height);
  const offsets = new Map<string, number>();
  const y = (strand: Strand, end: Side, id: string) => (top.get(id) ?? 0) + (offsets.get(key(strand, end, id)) ?? 0);
  const key = (strand: Strand, end: Side, id: string) => `${strands.indexOf(strand)}${end}${id}`;
  const across = ({ strand, end }: End) =>
    mean((end === "left" ? strand.right : strand.left).map((id) => y(strand, end === "left" ? "right" : "left", id)));
  const arrange = () => {
    for (const [id, list] of ends) {
      for (const end of ["left", "right"] as const) {
        const side = list.filter((one) => one.end === end).sort((a, b) => across(a) - across(b));
        let at = ((height.get(id) ?? 0) - sum(side.map(slot))) / 2;
        for (const one of side) {
          offsets.set(key(one.strand, end, id), at + slot(one) / 2);
          at += slot(one);
        }
      }
    }
  };
  arrange();
  for (let sweep = 0; sweep < 10; sweep++) {
    for (const column of sweep % 2 === 0 ? order : [...order].reverse()) {
      const wanted = column.map((id) => {
        const list = ends.get(id) ?? [];
        const now = top.get(id) ?? 0;
        return list.length === 0 ? now : now + mean(list.map((one) => across(one) - y(one.strand, one.end, id)));
      });
      const sizes = column.map((id) => (height.get(id) ?? 0) + metrics.gap);
      for (const [i, at] of settled(wanted, sizes).entries()) top.set(column[i] ?? "", at);
    }
    arrange();
  }
  const first = Math.min(...top.values());
  for (const [id, at] of top) top.set(id, Math.round(at - first));
  straighten(items, {
    of: ({ id }) => ends.get(id) ?? [],
    y: (one) => y(one.strand, one.end, one.id),
    opposite: ({ strand, end }) => {
      const other = end === "left" ? "right" : "left";
      const [only, ...more] = strand[other];
      return only === undefined || more.length > 0 || strand[end].length > 1 ? undefined : y(strand, other, only);
    },
    top: ({ id }) => top.get(id) ?? 0,
    height: ({ id }) => height.get(id) ?? 0,
    slide: (one, by) => {
      const at = key(one.strand, one.end, one.id);
      offsets.set(at, (offsets.get(at) ?? 0) + by);
    },
  });
  return { top, height, y, bottom: Math.max(0, ...items.map(({ id }) => (top.get(id) ?? 0) + (height.get(id) ?? 0))) };
}

const endsOf = ({ id }: Item, strands: readonly Strand[]): End[] =>
  strands.flatMap((strand) => [
    ...(strand.left.includes(id) ? [{ strand, id, end: "left" as const }] : []),
    ...(strand.right.includes(id) ? [{ strand, id, end: "right" as const }] : []),
  ]);

const slot = ({ strand, end }: End): number => (strand.head === end ? labelHeight(strand.wire) : metrics.slot);

function itemHeight(item: Item, ends: readonly End[]): number {
  const side = (end: Side) => sum(ends.filter((one) => one.end === end).map(slot));
  return item.node ? Math.max(textHeight(item), side("left"), side("right")) + 8 : metrics.slot;
}

function stacked(order: readonly (readonly string[])[], height: ReadonlyMap<string, number>): Map<string, number> {
  const top = new Map<string, number>();
  for (const column of order) {
    let at = -sum(column.map((id) => (height.get(id) ?? 0) + metrics.gap)) / 2;
    for (const id of column) {
      top.set(id, at);
      at += (height.get(id) ?? 0) + metrics.gap;
    }
  }
  return top;
}

/** Positions closest to the wanted ones that keep the order and the distances (pool adjacent violators). */
function settled(wanted: readonly number[], sizes: readonly number[]): number[] {
  const before = sizes.map((_, i) => sum(sizes.slice(0, i)));
  const blocks: { total: number; count: number }[] = [];
  for (const [i, at] of wanted.entries()) {
    blocks.push({ total: at - (before[i] ?? 0), count: 1 });
    for (let last = blocks.at(-1), previous = blocks.at(-2); last && previous; previous = blocks.at(-2)) {
      if (previous.total / previous.count <= last.total / last.count) break;
      blocks.pop();
      previous.total += last.total;
      previous.count += last.count;
      last = previous;
    }
  }
  const shifts = blocks.flatMap(({ total, count }) => Array.from({ length: count }, () => total / count));
  return shifts.map((shift, i) => shift + (before[i] ?? 0));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const mean = (numbers: readonly number[]): number => (numbers.length === 0 ? 0 : sum(numbers) / numbers.length);
