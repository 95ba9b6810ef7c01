/** Which column each node is in: outside, edge, then services by how far they are from the outside. */
import type { Graph, Node } from "./graph";

/** Node id → column, counted from 0. */
export function columnsOf({ nodes, wires }: Graph): ReadonlyMap<string, number> {
  const links = wires.flatMap((wire) => wire.from.map((from) => [from, wire.to] as const));
  const columns = new Map<string, number>();
  for (const node of nodes) if (node.kind !== "service") columns.set(node.id, node.kind === "outside" ? 0 : 1);
  spread(nodes, links, columns);
  separate(nodes, links, columns);
  return columns;
}

type Links = readonly (readonly [string, string])[];

/** Breadth first from the outside; whoever nobody talks to stands in the last column. */
function spread(nodes: readonly Node[], links: Links, columns: Map<string, number>): void {
  for (let column = 2, grew = true; grew; column++) {
    const near = links
      .flatMap(([a, b]) => [[a, b] as const, [b, a] as const])
      .filter(([known, other]) => (columns.get(known) ?? column) < column && !columns.has(other));
    grew = near.length > 0;
    for (const [, id] of near) columns.set(id, column);
  }
  const last = Math.max(2, ...columns.values());
  for (const node of nodes) if (!columns.has(node.id)) columns.set(node.id, last);
}

/** Wires run between columns: of two neighbours in one column, the one with less reason to be there steps back. */
function separate(nodes: readonly Node[], links: Links, columns: Map<string, number>): void {
  const services = new Set(nodes.filter((node) => node.kind === "service").map((node) => node.id));
  const entries = new Set(links.filter(([from]) => !services.has(from)).map(([, to]) => to));
  // Whom the outside talks to belongs next to it; everywhere else, whoever has many wires stays.
  const claim = (id: string) =>
    (services.has(id) ? 0 : 1e6) +
    (entries.has(id) && columns.get(id) === 2 ? 1e3 : 0) +
    links.filter((link) => link.includes(id)).length;
  const clash = () => links.find(([a, b]) => columns.get(a) === columns.get(b) && (services.has(a) || services.has(b)));
  // Each step moves one node back by one, and no node moves further than there are nodes.
  for (let left = columns.size ** 2, pair = clash(); pair && left > 0; left--, pair = clash()) {
    const back = claim(pair[0]) < claim(pair[1]) ? pair[0] : pair[1];
    columns.set(back, (columns.get(back) ?? 2) + 1);
  }
}
