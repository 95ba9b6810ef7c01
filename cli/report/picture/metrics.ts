/** Sizes of the picture, in its own units: one is a pixel at full size. */
import { wrap } from "../../text";
import type { Wire } from "./graph";
import type { Item } from "./strands";

export const metrics = {
  margin: 8,
  nodeWidth: 128,
  /** Between two items of a column. */
  gap: 20,
  /** Between a machine's boundary and what is in it. */
  zonePadding: 14,
  /** Between a boundary or a node and the first vertical line. */
  lead: 9,
  /** Between two vertical lines. */
  lane: 9,
  /** Height of a line's end without and with a label. */
  slot: 16,
  labelSlot: 44,
  lineHeight: 14,
  labelPadding: 6,
} as const;

export const titleLines = (title: string): string[] => wrap(title, 19);

export const labelLines = (wire: Wire): string[] => wrap(wire.title, 16);

/** No font is at hand, so this errs on the wide side. */
export const textWidth = (text: string, size: number): number => text.length * size * 0.58;

export const labelWidth = (wire: Wire): number =>
  Math.max(textWidth(wire.port, 12), ...labelLines(wire).map((line) => textWidth(line, 11))) +
  2 * metrics.labelPadding +
  6;

export const labelHeight = (wire: Wire): number =>
  metrics.labelSlot + (labelLines(wire).length - 1) * metrics.lineHeight;

/** Height of an item's own text. */
export const textHeight = ({ node }: Item): number =>
  node ? 30 + titleLines(node.title).length * metrics.lineHeight : metrics.slot;
