/** Order within the columns, top to bottom, so that few strands cross. */
import type { Strand, Strands } from "./strands";

/** Columns of item ids. */
export function orderOf({ items, strands }: Strands): string[][] {
  const count = Math.max(0, ...items.map((item) => item.column)) + 1;
  let order = Array.from({ length: count }, (_, column) =>
    items.filter((item) => item.column === column).map((item) => item.id),
  );
  let best = order;
  for (let sweep = 0; sweep < 8; sweep++) {
    order = sweepOnce(order, strands, sweep % 2 === 0);
    if (crossings(order, strands) < crossings(best, strands)) best = order;
  }
  return swapped(best, strands);
}

/** Every item goes to the middle of its neighbours on one side. */
function sweepOnce(order: readonly string[][], strands: readonly Strand[], forward: boolean): string[][] {
  const next = order.map((column) => [...column]);
  const indices = next.map((_, i) => i);
  for (const column of forward ? indices.slice(1) : indices.slice(0, -1).reverse()) {
    const beside = next[forward ? column - 1 : column + 1] ?? [];
    const middle = new Map<string, number>();
    for (const [place, id] of (next[column] ?? []).entries()) {
      const places = strands
        .filter((strand) => strand.channel === (forward ? column - 1 : column))
        .filter((strand) => (forward ? strand.right : strand.left).includes(id))
        .flatMap((strand) => (forward ? strand.left : strand.right).map((other) => beside.indexOf(other)));
      const share = (place + 0.5) / (next[column]?.length ?? 1);
      middle.set(
        id,
        places.length === 0 ? share : (places.reduce((a, b) => a + b, 0) / places.length + 0.5) / beside.length,
      );
    }
    next[column]?.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0));
  }
  return next;
}

/** Exchanges neighbours as long as that helps. */
function swapped(order: readonly string[][], strands: readonly Strand[]): string[][] {
  let best = order.map((column) => [...column]);
  let fewest = crossings(best, strands);
  const places = order.flatMap((column, c) => column.slice(1).map((_, i) => ({ c, i })));
  for (let improved = true; improved && fewest > 0; ) {
    improved = false;
    for (const { c, i } of places) {
      const trial = best.map((ids, at) =>
        at === c ? [...ids.slice(0, i), ...ids.slice(i, i + 2).reverse(), ...ids.slice(i + 2)] : ids,
      );
      const count = crossings(trial, strands);
      if (count >= fewest) continue;
      best = trial;
      fewest = count;
      improved = true;
    }
  }
  return best;
}

function crossings(order: readonly string[][], strands: readonly Strand[]): number {
  const place = new Map(order.flatMap((column) => column.map((id, i) => [id, i] as const)));
  const at = (id: string) => place.get(id) ?? 0;
  const lines = strands.map((strand) => ({
    channel: strand.channel,
    lines: strand.left.flatMap((left) => strand.right.map((right) => [at(left), at(right)] as const)),
  }));
  let count = 0;
  for (const [i, one] of lines.entries()) {
    for (const other of lines.slice(0, i)) {
      if (one.channel !== other.channel) continue;
      for (const [a, b] of one.lines) for (const [c, d] of other.lines) if ((a - c) * (b - d) < 0) count++;
    }
  }
  return count;
}
