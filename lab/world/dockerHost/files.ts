/** What a Docker host is before Parley comes: somebody's own rules, site and settings, which have to survive. */
import { readFileSync } from "node:fs";
import { acmeDirectory } from "../acme";
import { zone } from "../addresses";
import { labAuthority } from "../authority";
import type { HostDisk } from "../debian/hostDisk";

/** A site of the host's own, and what it says. */
export const ownSite = { name: `mine.${zone}`, says: "my own site" } as const;

/** Ports that Docker publishes do not come this way. */
const nftables = `#!/usr/sbin/nft -f
flush ruleset

table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
		ct state established,related accept
		iifname "lo" accept
		meta l4proto icmp accept
		tcp dport { 22, 80, 443 } accept comment "SSH and the web"
	}
}
`;

const authorityFile = "/etc/caddy/authority.crt";

const caddyfile = `{
	acme_ca ${acmeDirectory}
	acme_ca_root ${authorityFile}
}

import conf.d/*
`;

/** Debian's Docker and Caddy, with a certificate from the lab's own authority for each name that Caddy serves. */
export const dockerHostDisk = async (): Promise<HostDisk> => ({
  name: "lab-docker-host",
  title: "the Docker host",
  files: {
    "/etc/nftables.conf": nftables,
    "/etc/caddy/Caddyfile": caddyfile,
    "/etc/caddy/conf.d/own.caddy": `${ownSite.name} {\n\trespond "${ownSite.says}"\n}\n`,
    [authorityFile]: readFileSync((await labAuthority()).cert, "utf8"),
  },
  packages: ["caddy", "docker-cli", "docker-compose", "docker.io", "iptables", "nftables"],
  services: ["caddy.service", "docker.service", "nftables.service"],
});
