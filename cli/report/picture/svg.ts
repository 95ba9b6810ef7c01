/** Draws a layout. Colours come from the page, so that the picture follows light and dark. */
import { type Html, html } from "../html";
import type { Label, Line } from "./channel";
import type { Graph, Wire } from "./graph";
import { type Layout, layoutOf } from "./layout";
import { labelLines, metrics, titleLines } from "./metrics";

const radius = 7;

export function pictureSvg(graph: Graph, title: string): Html {
  const layout = layoutOf(graph);
  const { width, height } = layout;
  return html`<svg class="picture" viewBox="0 0 ${width} ${height}" style="min-width:${width * 0.74}px;max-width:${width * 1.15}px" role="img" aria-labelledby="drawing-title drawing-desc">
<title id="drawing-title">${title}</title>
<desc id="drawing-desc">${describe(graph)}</desc>
<defs>${["tcp", "media"].map(
    (kind) =>
      html`<marker id="head-${kind}" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="head ${kind}" d="M0 0.6 10 5 0 9.4z"/></marker>`,
  )}</defs>
${layout.zones.map(zone)}
${layout.lines.map(line)}
${layout.nodes.map(node)}
${layout.labels.map(label)}
</svg>`;
}

/** The picture in words. */
export function describe({ nodes, wires }: Graph): string {
  const name = (id: string) => nodes.find((one) => one.id === id)?.name ?? id;
  return wires
    .map((wire) => `${wire.from.map(name).join(", ")} to ${name(wire.to)}: ${wire.port}, ${wire.title}.`)
    .join(" ");
}

const zone = ({ zone: { title, details, outside }, x, y, width, height }: Layout["zones"][number]): Html =>
  html`<g class="zone${outside ? " outside" : ""}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="14"/><text x="${x + 16}" y="${y + 25}" class="zone-title">${title}</text>${details.map(
    (detail, i) =>
      html`<text x="${x + 16}" y="${y + 42 + i * metrics.lineHeight}" class="zone-detail">${detail}</text>`,
  )}</g>
`;

const node = ({ node: { name, title, kind }, x, y, width, height }: Layout["nodes"][number]): Html => {
  const lines = titleLines(title);
  const first = y + height / 2 - (lines.length * metrics.lineHeight) / 2 + 1;
  const middle = x + width / 2;
  return html`<g class="node ${kind}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="9"/><text x="${middle}" y="${first}" class="node-name">${name}</text>${lines.map(
    (text, i) => html`<text x="${middle}" y="${first + 16 + i * metrics.lineHeight}" class="node-title">${text}</text>`,
  )}</g>
`;
};

const kindOf = (wire: Wire): "media" | "tcp" => (wire.media ? "media" : "tcp");

const line = ({ wire, points, head }: Line): Html => {
  const kind = kindOf(wire);
  return html`<path class="wire ${kind}" d="${rounded(points)}"${head ? html` marker-end="url(#head-${kind})"` : ""}/>
`;
};

const label = ({ wire, x, y }: Label): Html =>
  html`<g class="label ${kindOf(wire)}"><text x="${x}" y="${y - 6}" class="label-port">${wire.port}</text>${labelLines(
    wire,
  ).map(
    (text, i) => html`<text x="${x}" y="${y + 15 + i * metrics.lineHeight}" class="label-title">${text}</text>`,
  )}</g>
`;

/** A path through the points with rounded corners. */
function rounded(points: Line["points"]): string {
  const path: string[] = [];
  for (const [i, [x, y]] of points.entries()) {
    const before = points[i - 1];
    const after = points[i + 1];
    if (!before) path.push(`M${x} ${y}`);
    else if (!after) path.push(`L${x} ${y}`);
    else {
      const reach = Math.min(radius, distance(before, [x, y]) / 2, distance(after, [x, y]) / 2);
      const [ax, ay] = toward([x, y], before, reach);
      const [bx, by] = toward([x, y], after, reach);
      path.push(`L${ax} ${ay}Q${x} ${y} ${bx} ${by}`);
    }
  }
  // Corners fall between pixels; more digits would only make the file bigger.
  return path.join("").replaceAll(/\d+\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10));
}

type Point = readonly [number, number];

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

const toward = (from: Point, to: Point, by: number): Point => {
  const length = distance(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) / length) * by, from[1] + ((to[1] - from[1]) / length) * by];
};
