/** Ports as people write them. */

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
