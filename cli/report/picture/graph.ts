/** What the picture shows: machines, who is on them, and who talks to whom. No coordinates yet. */
import type { Flow, MediaPort } from "../../../workloads/model";
import type { PlanDocument } from "../../plan/document";
import { portName } from "../../plan/names";

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

const proxyNames: Readonly<Record<string, string>> = { traefik: "Traefik", caddy: "Caddy" };

export function graphOf({ machines, workload }: PlanDocument): Graph {
  const shared = machines.length === 1;
  const zones: Zone[] = [
    { title: "Internet", details: [], outside: true },
    ...machines.map((machine) => ({ title: machine.title, details: machine.addresses, outside: false })),
  ];
  const last = zones.length - 1;
  const outward = workload.flows.map((flow) => (flow.to === "internet" ? { ...flow, to: others } : flow));
  const flows = shared ? outward : throughFirewall(outward);
  const named = new Set(flows.flatMap((flow) => [flow.from, flow.to]));
  const proxy = machines.find((machine) => machine.roles.includes("edge"))?.proxy ?? "";
  const around: Node[] = [
    { id: "internet", name: "People", title: "browsers and apps", kind: "outside", zone: 0 },
    { id: others, name: "Others", title: "servers of other people", kind: "outside", zone: 0 },
    { id: "edge", name: proxyNames[proxy] ?? "Proxy", title: "reverse proxy, ends TLS", kind: "edge", zone: 1 },
    { id: firewall, name: "nftables", title: "firewall, forwards media", kind: "edge", zone: 1 },
  ];
  const services = workload.services.map(
    ({ name, title }): Node => ({ id: name, name, title, kind: "service", zone: last }),
  );
  const nodes = [...around.filter(({ id }) => !id.startsWith("#") || named.has(id)), ...services];
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
    const range = media.find((one) => one.protocol === flow.protocol && one.port === flow.port);
    const port = portName({ protocol: flow.protocol, port: flow.port, endPort: range?.endPort });
    const key = JSON.stringify([flow.to, port, flow.title]);
    const wire = { to: flow.to, port, title: flow.title, media: range !== undefined };
    const entry = found.get(key) ?? { from: new Set(), wire };
    entry.from.add(flow.from);
    found.set(key, entry);
  }
  return [...found.values()].map(({ from, wire }) => ({ ...wire, from: [...from] }));
}
