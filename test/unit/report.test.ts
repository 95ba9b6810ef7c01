/** The report, and above all its picture: nothing may cover anything else. */
import fc from "fast-check";
import { planDocument } from "../../cli/plan/document";
import { type Graph, graphOf, type Wire } from "../../cli/report/picture/graph";
import { type Box, layoutOf } from "../../cli/report/picture/layout";
import { describe as inWords } from "../../cli/report/picture/svg";
import { reportHtml } from "../../cli/report/report";
import { deployment } from "../../components/deployment";
import { clusterSettings } from "../support/cluster";
import { type FakeOptions, fakeDeployment } from "../support/deployment";
import { everything, hostLike, prodLike } from "../support/settings";

const planOf = (options: FakeOptions) => planDocument("prod", fakeDeployment(options));

describe("page", () => {
  const page = reportHtml(planOf({ large: true, notices: ["a <b>notice</b> with `code`"] }));

  it("needs nothing from elsewhere and runs nothing", () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\([^#]|src=/i);
  });

  it("shows what the deployment should carry, and what sets the end", () => {
    expect(page).toMatch(
      /<th scope="row">meetings of 5, cameras on<\/th><td>65 people<\/td><td>the processor \(2 cores\)/,
    );
  });

  it("escapes what it shows", () => {
    expect(page).toContain("a &lt;b&gt;notice&lt;/b&gt; with <code>code</code>");
    expect(page).toContain("table ip &lt;parley&gt; {}");
  });

  it("marks references to secrets", () => {
    expect(page).toContain("<mark>{{secret:jvbAuth}}</mark>");
  });

  it("tells the picture in words", () => {
    expect(page).toContain("nftables, jibri, jigasi, transcriber to jvb: UDP 10000, media (SRTP).");
    expect(page).toMatch(/<svg[^>]*role="img"[^>]*aria-labelledby="drawing-title drawing-desc"/);
  });

  it("has one of each id, and headings in order", () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page.match(/<h1>/g)).toHaveLength(1);
  });

  it("is the same for the same plan", () => {
    expect(reportHtml(planOf({ large: true }))).toBe(reportHtml(planOf({ large: true })));
  });
});

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width - 0.1 && b.x < a.x + a.width - 0.1 && a.y < b.y + b.height - 0.1 && b.y < a.y + a.height - 0.1;

const pairs = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((a, i) => items.slice(i + 1).map((b): [T, T] => [a, b]));

/** Everything that would make the picture hard to read. */
function flaws(graph: Graph): string[] {
  const { nodes, labels, lines, zones } = layoutOf(graph);
  const boxes = labels.map((label) => ({ ...label, x: label.x - label.width / 2, y: label.y - label.height / 2 }));
  // Lines may cross, but never run along each other, unless they belong to one wire.
  const runs = lines.flatMap((line) =>
    line.points.slice(1).map(([x, y], i) => {
      const [fromX, fromY] = line.points[i] ?? [x, y];
      const [width, height] = [Math.abs(x - fromX), Math.abs(y - fromY)];
      return { wire: line.wire, x: Math.min(x, fromX), y: Math.min(y, fromY), width, height };
    }),
  );
  const touches = (run: Box, box: Box) =>
    overlap({ ...run, width: Math.max(run.width, 0.3), height: Math.max(run.height, 0.3) }, box);
  return [
    ...pairs(nodes)
      .filter(([a, b]) => overlap(a, b))
      .map(([a, b]) => `${a.node.id} covers ${b.node.id}`),
    ...pairs(boxes)
      .filter(([a, b]) => overlap(a, b))
      .map(([a, b]) => `labels ${a.wire.title} and ${b.wire.title}`),
    ...nodes.flatMap((node) =>
      boxes.filter((box) => overlap(node, box)).map((box) => `label ${box.wire.title} on ${node.node.id}`),
    ),
    ...nodes.flatMap((node) =>
      runs.filter((run) => touches(run, node)).map((run) => `line ${run.wire.title} through ${node.node.id}`),
    ),
    ...runs.flatMap((run) =>
      boxes
        .filter((box) => box.wire !== run.wire && touches(run, box))
        .map((box) => `line ${run.wire.title} through label ${box.wire.title}`),
    ),
    ...pairs(zones)
      .filter(([a, b]) => overlap(a, b))
      .map(() => "machines cover each other"),
  ];
}

describe("picture", () => {
  it.each<[string, FakeOptions]>([
    ["4 services", {}],
    ["9 services", { large: true }],
    ["4 services on the edge itself", { oneMachine: true }],
    ["9 services on the edge itself", { large: true, oneMachine: true }],
  ])("covers nothing with %s", (_, options) => {
    expect(flaws(graphOf(planOf(options)))).toEqual([]);
  });

  it.each([
    ["in a container", prodLike(everything)],
    ["on the edge itself", hostLike(everything)],
  ])("covers nothing with everything that Jitsi can have, %s", (_, settings) => {
    const planned = deployment(settings, { logo: "<svg></svg>" });
    expect(flaws(graphOf(planDocument("prod", planned)))).toEqual([]);
  });

  const regions = (count: number) =>
    planDocument(
      "x",
      deployment(
        clusterSettings({ bridges: { regions: Array.from({ length: count }, (_, i) => ({ name: `r${i}` })) } }),
        {},
      ),
    );

  it("shows the bridges of all regions as one, and every way that each has", () => {
    const [two, sixteen] = [graphOf(regions(2)), graphOf(regions(16))];
    expect(flaws(sixteen)).toEqual([]);
    expect(
      sixteen.nodes.filter(({ kind }) => kind === "service").map(({ name, title }) => `${name}: ${title}`),
    ).toEqual(expect.arrayContaining(["jvb: Video bridge, 16 regions"]));
    expect(sixteen.wires).toEqual(two.wires);
    expect(reportHtml(regions(2))).toMatch(/>jvb-r0<\/t[dh]><td>jvb-r1<\/td><td>UDP 10000<\/td>/);
  });

  it("names ranges of ports", () => {
    expect(inWords(graphOf(regions(1)))).toContain("jvb to Others: UDP 1024-65535, media (SRTP).");
    expect(reportHtml(regions(1))).toContain("<td>UDP 1024-65535</td>");
  });

  const services = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const party = fc.constantFrom("internet", "edge", ...services);
  const wire = fc.record({
    from: fc.uniqueArray(party, { minLength: 1, maxLength: 4 }),
    to: party,
    port: fc.nat(65535).map((port) => `TCP ${port}`),
    title: fc.constantFrom("HTTP", "XMPP over BOSH and WebSocket", "media (SRTP)"),
    media: fc.boolean(),
  });

  it("covers nothing whoever talks to whom", () => {
    fc.assert(
      fc.property(fc.array(wire, { maxLength: 14 }), (wires) => {
        expect(flaws(graphWith(wires))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  const graphWith = (wires: readonly Wire[]): Graph => ({
    zones: ["Internet", "Edge", "Container"].map((title, i) => ({ title, details: ["192.0.2.1"], outside: i === 0 })),
    nodes: ["internet", "edge", ...services].map((id, i) => ({
      ...{ id, name: id, title: "does something useful", zone: Math.min(i, 2) },
      kind: (["outside", "edge"] as const)[i] ?? "service",
    })),
    wires: wires.flatMap((one) => {
      const from = one.from.filter((id) => id !== one.to);
      return from.length === 0 ? [] : [{ ...one, from }];
    }),
  });
});
