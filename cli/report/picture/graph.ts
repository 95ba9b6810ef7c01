/** What the picture shows: machines, who is on them, and who talks to whom. No coordinates yet. */
import type { Flow, MediaPort, ServiceGroup } from "../../../workloads/model";
import type { PlanDocument, PlannedWorkload } from "../../plan/document";
import { flowPorts, mediaOf, portName } from "../../plan/names";

export interface Graph {
  readonly zones: readonly Zone[];
  readonly nodes: readonly Node[];
  readonly wires: readonly Wire[];
}

/** A boundary drawn as a box: a machine, or the internet. */
export interface Zone {
  readonly title: string;
  readonly details: readonly string[];
  readonly outside: boolean;
}

export interface Node {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly kind: "outside" | "edge" | "service";
  /** Index of its zone. */
  readonly zone: number;
}

/** Everyone who talks to `to` on one port in one way. */
export interface Wire {
  readonly from: readonly string[];
  readonly to: string;
  /** `UDP 10000`. */
  readonly port: string;
  readonly title: string;
  readonly media: boolean;
}

const proxyNames: Readonly<Record<string, string>> = {
  ...{ traefik: "Traefik", caddy: "Caddy", nginx: "ingress-nginx", gateway: "Gateway" },
};

export function graphOf({ machines, workload }: PlanDocument): Graph {
  const shared = machines.length === 1;
  const zones: Zone[] = [
    { title: "Internet", details: [], outside: true },
    ...machines.map((machine) => ({ title: machine.title, details: machine.addresses, outside: false })),
  ];
  const last = zones.length - 1;
  const { services, flows: between } = regionsFolded(workload);
  const outward = between.map((flow) => (flow.to === "internet" ? { ...flow, to: others } : flow));
  const flows = shared ? outward : throughFirewall(outward);
  const named = new Set(flows.flatMap((flow) => [flow.from, flow.to]));
  // In a cluster the proxy is inside, also when an edge host forwards media.
  const entry = Math.max(
    0,
    machines.findIndex((machine) => machine.proxy !== undefined),
  );
  const proxy = machines[entry]?.proxy ?? "";
  const kind = machines[entry]?.roles.includes("edge") ? "edge" : "service";
  const around: Node[] = [
    { id: "internet", name: "People", title: "browsers and apps", kind: "outside", zone: 0 },
    { id: others, name: "Others", title: "servers of other people", kind: "outside", zone: 0 },
    { id: "edge", name: proxyNames[proxy] ?? "Proxy", title: "reverse proxy, ends TLS", kind, zone: entry + 1 },
    { id: firewall, name: "nftables", title: "firewall, forwards media", kind: "edge", zone: 1 },
  ];
  const inside = services.map(({ name, title }): Node => ({ id: name, name, title, kind: "service", zone: last }));
  const nodes = [...around.filter(({ id }) => !id.startsWith("#") || named.has(id)), ...inside];
  const known = new Set(nodes.map((node) => node.id));
  return {
    zones,
    nodes,
    wires: wires(
      flows.filter((flow) => known.has(flow.from) && known.has(flow.to) && flow.from !== flow.to),
      workload.media,
    ),
  };
}

// Parties that only the picture has: drawn when a flow needs them.
const firewall = "#firewall";
/** Whom the service itself calls, as opposed to the people who call it. */
const others = "#others";

/** Services that differ in their region alone as one: what each talks to is the same, and all of them to each other. */
function regionsFolded({ services, flows }: PlannedWorkload): Pick<PlannedWorkload, "flows"> & {
  readonly services: readonly ServiceGroup[];
} {
  const groups = new Map(services.map(({ name, regionOf }) => [name, regionOf?.name ?? name]));
  const group = (party: string) => groups.get(party) ?? party;
  const regions = (name: string) => services.filter(({ regionOf }) => regionOf?.name === name).length;
  const folded = services.map(({ name, title, regionOf }): [string, ServiceGroup] =>
    regionOf
      ? [regionOf.name, { name: regionOf.name, title: `${regionOf.title}, ${regions(regionOf.name)} regions` }]
      : [name, { name, title }],
  );
  return {
    services: [...new Map(folded).values()],
    flows: flows.map((flow) => ({ ...flow, from: group(flow.from), to: group(flow.to) })),
  };
}

/** What goes past the reverse proxy passes the firewall on the way. */
const throughFirewall = (flows: readonly Flow[]): Flow[] =>
  flows.flatMap((flow) =>
    flow.from === "internet" && flow.to !== "edge"
      ? [
          { ...flow, to: firewall },
          { ...flow, from: firewall },
        ]
      : [flow],
  );

function wires(flows: readonly Flow[], media: readonly MediaPort[]): Wire[] {
  const found = new Map<string, { from: Set<string>; wire: Omit<Wire, "from"> }>();
  for (const flow of flows) {
    const port = portName(flowPorts(flow, media));
    const key = JSON.stringify([flow.to, port, flow.title]);
    const wire = { to: flow.to, port, title: flow.title, media: mediaOf(flow, media) !== undefined };
    const entry = found.get(key) ?? { from: new Set(), wire };
    entry.from.add(flow.from);
    found.set(key, entry);
  }
  return [...found.values()].map(({ from, wire }) => ({ ...wire, from: [...from] }));
}
