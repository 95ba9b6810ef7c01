/** Ports as people write them. */
import type { Flow, MediaPort } from "../../workloads/model";

export interface PortSpan {
  readonly port: number;
  readonly endPort?: number;
}

/** `10000` or `20000-20050`. */
export const portRange = ({ port, endPort }: PortSpan): string =>
  endPort !== undefined && endPort !== port ? `${port}-${endPort}` : String(port);

/** `UDP 10000`. */
export const portName = (one: PortSpan & { readonly protocol: "tcp" | "udp" }): string =>
  `${one.protocol.toUpperCase()} ${portRange(one)}`;

/** Ports of a flow: its own range, or that of the media port that it leads to. */
export function flowPorts(flow: Flow, media: readonly MediaPort[]): PortSpan & Pick<Flow, "protocol"> {
  const { protocol, port } = flow;
  const endPort = flow.endPort ?? mediaOf(flow, media)?.endPort;
  return { protocol, port, ...(endPort === undefined ? {} : { endPort }) };
}

/** The media port that a flow leads to. */
export const mediaOf = ({ protocol, port }: Flow, media: readonly MediaPort[]): MediaPort | undefined =>
  media.find((one) => one.protocol === protocol && one.port === port);
