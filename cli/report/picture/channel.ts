/** The space between two columns: labels beside the arrows' heads, vertical lines between the labels. */
import type { Wire } from "./graph";
import { lanesOf } from "./lanes";
import { labelHeight, labelWidth, metrics } from "./metrics";
import type { Strand } from "./strands";
import type { Side, Vertical } from "./vertical";

export interface Channel {
  readonly strands: readonly Strand[];
  readonly lanes: ReadonlyMap<Strand, number>;
  /** Room for a boundary on either side. */
  readonly boundary: number;
  /** Room for labels on the left and on the right. */
  readonly labels: Readonly<Record<Side, number>>;
  readonly width: number;
}

type Point = readonly [number, number];

export interface Line {
  readonly wire: Wire;
  readonly points: readonly Point[];
  /** Whether an arrow's head is at the last point. */
  readonly head: boolean;
}

/** Text above and below the end of a line. */
export interface Label {
  readonly wire: Wire;
  /** Middle of the label, on its line. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function channelOf(strands: readonly Strand[], vertical: Vertical, crossesBoundary: boolean): Channel {
  const lanes = lanesOf(strands, vertical);
  const boundary = crossesBoundary ? metrics.zonePadding + 4 : 0;
  const room = (side: Side) =>
    Math.max(0, ...strands.filter((one) => one.head === side).map((one) => labelWidth(one.wire)));
  const labels = { left: room("left"), right: room("right") };
  const between = 2 * metrics.lead + Math.max(0, lanes.size - 1) * metrics.lane;
  return { strands, lanes, boundary, labels, width: 2 * boundary + labels.left + between + labels.right };
}

/** @param origin right edge of the column before, and the height that the vertical layout counts from. */
export function drawChannel(channel: Channel, vertical: Vertical, origin: { readonly x: number; readonly y: number }) {
  const ends = { left: origin.x, right: origin.x + channel.width };
  const firstLane = ends.left + channel.boundary + channel.labels.left + metrics.lead;
  const y = (strand: Strand, end: Side, id: string) => origin.y + vertical.y(strand, end, id);
  const lines: Line[] = [];
  const labels: Label[] = [];
  for (const strand of channel.strands) {
    const lane = channel.lanes.get(strand);
    const x = firstLane + (lane ?? 0) * metrics.lane;
    for (const left of strand.left) {
      for (const right of strand.right) {
        const start: Point = [ends.left, y(strand, "left", left)];
        const end: Point = [ends.right, y(strand, "right", right)];
        const bend: Point[] = [
          [x, start[1]],
          [x, end[1]],
        ];
        const points = [start, ...(lane === undefined ? [] : bend), end];
        const leftwards = columnOrder(strand) === "left";
        lines.push({
          wire: strand.wire,
          head: strand.head !== undefined,
          points: leftwards ? points.reverse() : points,
        });
      }
    }
    if (strand.head === undefined) continue;
    const room = channel.labels[strand.head];
    const inward = strand.head === "left" ? 1 : -1;
    labels.push({
      wire: strand.wire,
      x: ends[strand.head] + inward * (channel.boundary + room / 2),
      y: y(strand, strand.head, strand.wire.to),
      width: room,
      height: labelHeight(strand.wire),
    });
  }
  return { lines, labels };
}

/** Where a strand leads; only the last one has a head, and only there the direction shows. */
const columnOrder = (strand: Strand): Side => strand.head ?? "right";
