/** Cuts wires at the columns: afterwards every strand joins two neighbouring columns, and long ways have their own slots. */
import type { Graph, Wire } from "./graph";

/** Something that takes up height in a column: a node, or a wire that passes by. */
export interface Item {
  readonly id: string;
  readonly column: number;
  /** Absent for a wire that passes. */
  readonly node?: Graph["nodes"][number];
}

/** The part of a wire between column `channel` and the next one. */
export interface Strand {
  readonly channel: number;
  readonly wire: Wire;
  readonly left: readonly string[];
  readonly right: readonly string[];
  /** On which side the arrow's head and label are, when the wire ends here. */
  readonly head?: "left" | "right";
}

export interface Strands {
  readonly items: readonly Item[];
  readonly strands: readonly Strand[];
}

export function strandsOf(graph: Graph, columns: ReadonlyMap<string, number>): Strands {
  const column = (id: string) => columns.get(id) ?? 0;
  const items: Item[] = graph.nodes.map((node) => ({ id: node.id, column: column(node.id), node }));
  const strands: Strand[] = [];
  for (const [i, wire] of graph.wires.entries()) {
    const to = column(wire.to);
    for (const step of [1, -1]) {
      const from = wire.from.filter((id) => Math.sign(to - column(id)) === step);
      if (from.length === 0) continue;
      const start = step > 0 ? Math.min(...from.map(column)) : Math.max(...from.map(column));
      for (let at = start; at !== to; at += step) {
        const pass = (where: number) => `${i}${step > 0 ? ">" : "<"}${where}`;
        const here = [...from.filter((id) => column(id) === at), ...(at === start ? [] : [pass(at)])];
        const arrives = at + step === to;
        const there = [arrives ? wire.to : pass(at + step)];
        if (!arrives) items.push({ id: pass(at + step), column: at + step });
        strands.push({
          channel: Math.min(at, at + step),
          wire,
          left: step > 0 ? here : there,
          right: step > 0 ? there : here,
          ...(arrives ? { head: step > 0 ? ("right" as const) : ("left" as const) } : {}),
        });
      }
    }
  }
  return { items, strands };
}
