/** The lab's addresses: the seeds' network, with documentation addresses (RFC 5737) as the internet. */
export const addresses = {
  /** Bridge of the internet side. */
  internet: { bridge: "vmbr2", prefix: 24, router: "203.0.113.1", dns: "203.0.113.53" },
  /** Bridge of the DMZ. */
  dmz: { bridge: "vmbr3", prefix: 24, network: "172.16.10.0/24" },
  /** The operator's machine and the Proxmox node, which are one in the lab. */
  operator: { internet: "203.0.113.2", dmz: "172.16.10.2" },
  /** The firewall host, container 101. */
  edge: { vmId: 101, internet: "203.0.113.10", dmz: "172.16.10.1" },
  client: "203.0.113.50",
  /** A Docker host that is its own edge, where a test wants one. */
  dockerHost: { vmId: 120, internet: "203.0.113.20" },
  /** Who vouches for names that lead to a host that asks for it, where a test wants it. */
  acme: "203.0.113.56",
  /** Where the container that Parley makes goes, by the seeds. */
  service: { vmId: 160, dmz: "172.16.10.160" },
} as const;

/** The zone that the lab's BIND answers for, and the name of the key that may change it. */
export const zone = "example.org";
export const tsigKeyName = "parley";

export const ports = { pve: 8006, packages: 80, loopia: 8080 } as const;

export const urls = {
  pve: `https://${addresses.operator.dmz}:${ports.pve}`,
  packages: `http://${addresses.internet.dns}/debian`,
  images: `http://${addresses.internet.dns}/images`,
  loopia: `http://${addresses.internet.dns}:${ports.loopia}/RPCSERV`,
} as const;
