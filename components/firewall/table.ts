/** The text of an environment's nftables table. Pure. */
import type { MediaPort } from "../../workloads/model";

export interface TableOptions {
  readonly interface: string;
  readonly target: string;
  readonly media: readonly MediaPort[];
  readonly hairpin: boolean;
}

/** A file for `nft -f` that replaces the table in one transaction, whether it exists or not. */
export function tableText(options: TableOptions, table: string): string {
  const { target, media, hairpin } = options;
  const internet = `"${options.interface}"`;
  const from = hairpin ? "" : `iifname ${internet} `;
  return `# Written by Parley. Ports that media needs straight from the internet.
table ${table}
delete table ${table}
table ${table} {
	chain prerouting {
		type nat hook prerouting priority dstnat - 5; policy accept;
		# "local" is whatever address this host has now: a dynamic one needs no change here.
${rules(media, (port) => `${from}fib daddr type local ${dport(port)} dnat to ${target} comment "${port.name}"`)}
	}

	chain postrouting {
		# Before the host's own masquerade: the first rule that maps a connection wins.
		type nat hook postrouting priority srcnat - 5; policy accept;
		# What the media server sends first has to leave from the published port, whatever else is on its way:
		# a client's network may let nothing else in.
${rules(media, (port) => `oifname ${internet} ip saddr ${target} ${sport(port)} masquerade to :${range(port)} comment "${port.name}"`)}
${hairpin ? hairpinRules(media, target, internet) : ""}	}
}
`;
}

/** Answers to clients inside have to come back through this host, or they come from an address nobody asked. */
const hairpinRules = (media: readonly MediaPort[], target: string, internet: string): string => `
		# Clients inside the network that use the public address.
${rules(media, (port) => `iifname != ${internet} ip daddr ${target} ${dport(port)} ct status dnat masquerade comment "${port.name}"`)}
`;

const rules = (media: readonly MediaPort[], rule: (port: MediaPort) => string): string =>
  media.map((port) => `\t\t${rule(port)}`).join("\n");

const range = ({ port, endPort }: MediaPort): string => (endPort ? `${port}-${endPort}` : String(port));
const dport = (port: MediaPort): string => `${port.protocol} dport ${range(port)}`;
const sport = (port: MediaPort): string => `${port.protocol} sport ${range(port)}`;
