/** Puts the graph on a plane: columns of nodes, channels of lines between them, a box around each machine. */
import { channelOf, drawChannel, type Label, type Line } from "./channel";
import { columnsOf } from "./columns";
import type { Graph, Node, Zone } from "./graph";
import { metrics } from "./metrics";
import { orderOf } from "./order";
import { type Item, type Strands, strandsOf } from "./strands";
import { type Vertical, verticalOf } from "./vertical";

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly zones: readonly (Box & { readonly zone: Zone })[];
  readonly nodes: readonly (Box & { readonly node: Node })[];
  readonly lines: readonly Line[];
  readonly labels: readonly Label[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function layoutOf(graph: Graph): Layout {
  const columns = columnsOf(graph);
  const cut = strandsOf(graph, columns);
  const order = orderOf(cut);
  const vertical = verticalOf(cut, order);
  const top = metrics.margin + headerHeight(graph.zones) + metrics.zonePadding;
  const height = top + vertical.bottom + metrics.zonePadding + metrics.margin;
  const zoneOf = zonesOfColumns(graph, columns, order.length);
  const channels = order.slice(0, -1).map((_, c) =>
    channelOf(
      cut.strands.filter((one) => one.channel === c),
      vertical,
      zoneOf[c] !== zoneOf[c + 1],
    ),
  );
  const left = order.map(
    (_, c) =>
      metrics.margin +
      metrics.zonePadding +
      channels.slice(0, c).reduce((sum, one) => sum + metrics.nodeWidth + one.width, 0),
  );
  const x = (column: number) => left[column] ?? 0;
  const drawn = channels.map((one, c) => drawChannel(one, vertical, { x: x(c) + metrics.nodeWidth, y: top }));
  const passing = cut.items.filter((item) => !item.node).flatMap((item) => pass(item, cut, vertical, x, top));
  return {
    width: x(order.length - 1) + metrics.nodeWidth + metrics.zonePadding + metrics.margin,
    height,
    zones: graph.zones.map((zone, z) => {
      const from = x(zoneOf.indexOf(z)) - metrics.zonePadding;
      const to = x(zoneOf.lastIndexOf(z)) + metrics.nodeWidth + metrics.zonePadding;
      return { zone, x: from, y: metrics.margin, width: to - from, height: height - 2 * metrics.margin };
    }),
    nodes: graph.nodes.map((node) => ({
      node,
      x: x(columns.get(node.id) ?? 0),
      y: top + (vertical.top.get(node.id) ?? 0),
      width: metrics.nodeWidth,
      height: vertical.height.get(node.id) ?? 0,
    })),
    lines: [...passing, ...drawn.flatMap((one) => one.lines)],
    labels: drawn.flatMap((one) => one.labels),
  };
}

/** Column → index of the machine that it belongs to. */
function zonesOfColumns({ nodes }: Graph, columns: ReadonlyMap<string, number>, count: number): number[] {
  const zones: number[] = [];
  for (let c = 0; c < count; c++) {
    zones.push(nodes.find((node) => columns.get(node.id) === c)?.zone ?? zones.at(-1) ?? 0);
  }
  return zones;
}

/** A wire on its way through a column that it has no business in. */
function pass(
  item: Item,
  { strands }: Strands,
  vertical: Vertical,
  x: (column: number) => number,
  top: number,
): Line[] {
  return strands
    .filter((strand) => strand.left.includes(item.id))
    .map((strand) => {
      const y = top + vertical.y(strand, "left", item.id);
      const from = x(item.column);
      return {
        wire: strand.wire,
        head: false,
        points: [
          [from, y],
          [from + metrics.nodeWidth, y],
        ],
      };
    });
}

export const headerHeight = (zones: readonly Zone[]): number =>
  30 + Math.max(...zones.map((zone) => zone.details.length)) * metrics.lineHeight;
