/** The machines: the Proxmox container, an existing host, SSH, and the edge of the network. */
import { z } from "zod";
import {
  checked,
  cidr,
  directory,
  host,
  httpsUrl,
  interfaceName,
  ipv4,
  plainName,
  port,
  publicKey,
  userName,
} from "../fields";

/** Debian 13 as Proxmox publishes it. The checksum is the one in Proxmox' signed template index (aplinfo-pve-9.dat). */
export const defaultTemplate = {
  url: "http://download.proxmox.com/images/system/debian-13-standard_13.1-2_amd64.tar.zst",
  checksum:
    "5aec4ab2ac5c16c7c8ecb87bfeeb10213abe96db6b85e2463585cea492fc861d7c390b3f9c95629bf690b95e9dfe1037207fc69c0912429605f208d5cb2621f8",
} as const;

export const template = z
  .strictObject({
    url: checked(
      (value) => /^https?:\/\/[^\s]+\.tar\.(zst|gz|xz)$/.test(value),
      "is not the address of a template archive",
      "http(s)://…/name.tar.zst",
    )
      .default(defaultTemplate.url)
      .describe("Where the Proxmox node downloads the template from. The checksum guards it, also over plain HTTP."),
    checksum: checked(
      (value) => /^[0-9a-f]{128}$/.test(value),
      "is not a SHA-512 checksum",
      "128 hexadecimal digits, as `sha512sum` prints them",
    )
      .default(defaultTemplate.checksum)
      .describe("SHA-512 of the archive."),
    adopt: z
      .boolean()
      .default(false)
      .describe("Take over a template of this name that is on the node already: it is downloaded again and checked."),
  })
  .prefault({});

export const proxmox = z.strictObject({
  endpoint: httpsUrl().describe("Address of the Proxmox VE API."),
  insecureTls: z.boolean().default(false).describe("Accept the node's own, unverifiable certificate."),
  node: plainName("pve").describe("Name of the node that holds the container."),
  vmId: z.int().min(100).max(999_999_999).describe("Number of the container."),
  hostname: checked(
    (value) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value),
    "is not a host name",
    "lower-case letters, digits and hyphens, for example jitsi",
  )
    .optional()
    .describe("Host name inside the container; the service's name when left out."),
  bridge: interfaceName("vmbr3").describe("Bridge that the container's eth0 is on."),
  vlan: z.int().min(1).max(4094).optional().describe("VLAN tag on that bridge."),
  address: cidr().describe("Static address of the container, with the prefix length of its network."),
  gateway: ipv4().describe("Default gateway."),
  dnsServers: z.array(ipv4()).min(1).default(["9.9.9.9", "149.112.112.112"]).describe("Resolvers of the container."),
  searchDomain: plainName("example.org").optional().describe("DNS search domain of the container."),
  cores: z.int().min(1).max(512).default(4).describe("Processor cores."),
  memory: z.int().min(1024).default(8192).describe("Memory, MiB. Jitsi's handbook names 8 GiB as usual."),
  swap: z.int().min(0).default(512).describe("Swap, MiB."),
  disk: z.int().min(8).default(64).describe("Root disk, GiB."),
  storage: plainName("local-lvm").default("local-lvm").describe("Proxmox storage of the root disk."),
  templateStorage: plainName("local")
    .default("local")
    .describe("Proxmox storage of the template; it must allow container templates."),
  template: template.describe("The operating system template."),
  nesting: z.boolean().default(true).describe("Let the container run containers. Docker needs it."),
  keyctl: z
    .boolean()
    .default(false)
    .describe("Allow the keyctl call. Some Docker versions want it; only root@pam itself, no API token, may set it."),
  unprivileged: z.boolean().default(true).describe("Map the container's root to an ordinary user of the node."),
  startOnBoot: z.boolean().default(true).describe("Start the container when the node boots."),
  startOrder: z.int().min(1).optional().describe("Place in the node's start order; after the firewall's container."),
  startDelay: z.int().min(0).optional().describe("Seconds to wait before the next container of the start order."),
  sshKeys: z
    .array(publicKey())
    .min(1)
    .describe("Public keys that may log in as root. Set at creation only: Proxmox would replace the container."),
  tags: z
    .array(
      checked(
        (value) => /^[a-z0-9_][a-z0-9_.+-]*$/.test(value),
        "is not a Proxmox tag",
        "lower-case letters, digits and _ . + -",
      ),
    )
    .default(["parley"])
    .describe("Tags shown in Proxmox."),
  protect: z
    .boolean()
    .default(false)
    .describe("Refuse to delete or replace the container, in Pulumi and in Proxmox. Set it in production."),
  description: z.string().default("Made by Parley. Change it there, not here.").describe("Note shown in Proxmox."),
});

/** A hop on the way to a machine. */
const sshHop = {
  user: userName().default("root").describe("User; anyone but root needs password-free sudo."),
  port: port().default(22).describe("Port of sshd."),
  hostKey: publicKey()
    .optional()
    .describe("The host's public key (`ssh-keyscan -t ed25519 HOST`). Without it, the host is not verified."),
};

export const jump = z.strictObject({
  host: host().describe("Host that SSH goes through."),
  ...sshHop,
});

export const ssh = z
  .strictObject({
    ...sshHop,
    jump: jump
      .optional()
      .describe("A host to go through when the machine cannot be reached directly, such as the firewall."),
  })
  .prefault({});

export const hostSection = z.strictObject({
  address: host().describe("The Docker host, or `localhost` for the machine that runs Pulumi."),
  installDocker: z.boolean().default(false).describe("Install Debian's Docker packages when Docker is missing."),
});

export const edge = z.strictObject({
  host: host().describe(
    "The machine that holds the public address: firewall and reverse proxy. May be the service's own.",
  ),
  ...sshHop,
  jump: jump.optional().describe("A host to go through."),
  interface: interfaceName("eth0").describe("Its interface on the internet side."),
  proxy: z.enum(["traefik", "caddy"]).default("traefik").describe("Reverse proxy that runs there."),
  hairpin: z.boolean().default(true).describe("Let clients inside the network reach the public address."),
  forwardChain: checked(
    (value) => /^(ip|inet) [A-Za-z_][\w-]* [A-Za-z_][\w-]*$/.test(value),
    "does not name a chain",
    "family, table and chain, for example `inet filter forward`",
  )
    .optional()
    .describe(
      "Chain with policy drop that must let the media through: Parley adds one accept rule there and removes only that one. Leave it out when your firewall accepts `ct status dnat` already.",
    ),
  traefik: z
    .strictObject({
      directory: directory()
        .default("/etc/traefik/dynamic")
        .describe("Directory that Traefik's file provider watches."),
      httpEntryPoint: plainName("web").default("web").describe("Entry point of port 80."),
      httpsEntryPoint: plainName("websecure").default("websecure").describe("Entry point of port 443."),
      certResolver: plainName("letsencrypt")
        .optional()
        .describe("Certificate resolver; leave it out when Traefik has the certificate by other means."),
    })
    .prefault({})
    .describe("How Traefik is set up there."),
  caddy: z
    .strictObject({
      directory: directory()
        .default("/etc/caddy/conf.d")
        .describe("Directory that the Caddyfile imports (`import conf.d/*`)."),
    })
    .prefault({})
    .describe("How Caddy is set up there."),
});
