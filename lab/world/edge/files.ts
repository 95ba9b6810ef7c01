/** What the firewall host is before Parley comes: somebody's own rules, proxy and settings, which have to survive. */
import { traefik as traefikProgram } from "../../tools/traefik";
import { addresses } from "../addresses";
import type { HostDisk } from "../debian/hostDisk";

/** The host's own tables; Parley's stand beside them. */
const nftables = `#!/usr/sbin/nft -f
flush ruleset

table inet filter {
	chain input {
		type filter hook input priority filter; policy accept;
	}
	chain forward {
		type filter hook forward priority filter; policy drop;
		ct state established,related accept
		ct state invalid drop
		iifname "eth1" oifname "eth0" accept comment "the DMZ may go out"
		ct status dnat accept comment "what is forwarded on purpose"
	}
}

table ip nat {
	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		ip saddr ${addresses.dmz.network} oifname "eth0" masquerade
	}
}
`;

const traefik = `entryPoints:
  web:
    address: ":80"
  websecure:
    address: ":443"
    http:
      tls: {}
providers:
  file:
    directory: /etc/traefik/dynamic
    watch: true
log:
  level: INFO
global:
  checkNewVersion: false
  sendAnonymousUsage: false
`;

/** A route of the host's own, which must stay as it is. */
const ownRoute = `http:
  routers:
    own:
      rule: Host(\`own.example.org\`)
      entryPoints: [web, websecure]
      service: own
  services:
    own:
      loadBalancer:
        servers:
          - url: http://${addresses.internet.dns}/
`;

export const defaultCertificateFile = "/etc/traefik/dynamic/certificate.yml";

/** @param folder where the certificate is, with its key in the same file */
export const defaultCertificate = (folder: string): string => `tls:
  stores:
    default:
      defaultCertificate:
        certFile: ${folder}/certificate.pem
        keyFile: ${folder}/certificate.pem
`;

const unit = `[Unit]
Description=Traefik
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/local/bin/traefik --configFile=/etc/traefik/traefik.yml
Restart=always
RestartSec=1
LimitNOFILE=16384

[Install]
WantedBy=multi-user.target
`;

export const edgeDisk = async (): Promise<HostDisk> => ({
  name: "lab-edge",
  title: "the firewall host",
  files: {
    "/etc/nftables.conf": nftables,
    "/etc/sysctl.d/30-router.conf": "net.ipv4.ip_forward = 1\n",
    "/etc/systemd/system/traefik.service": unit,
    "/etc/traefik/traefik.yml": traefik,
    "/etc/traefik/dynamic/own.yml": ownRoute,
  },
  packages: ["bind9-dnsutils", "conntrack", "curl", "ddclient", "nftables"],
  services: ["nftables.service", "traefik.service"],
  programs: { "/usr/local/bin/traefik": await traefikProgram() },
});
