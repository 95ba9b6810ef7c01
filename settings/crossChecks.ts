/** What no single setting can tell: settings that have to fit together. Each check names itself for the reference page. */
import { BlockList } from "node:net";
import type { Problem } from "./problems";
import type { RawSettings } from "./schema";
import type { CredentialName } from "./sections/surroundings";

interface CrossCheck {
  /** The rule as the reference page states it. */
  readonly rule: string;
  check(settings: RawSettings): Problem[];
}

const problem = (path: string, text: string, remedy: string): Problem => ({
  path: `parley:${path}`,
  problem: text,
  remedy,
});

const contains = (network: string, address: string): boolean => {
  const [base, prefix] = network.split("/");
  const list = new BlockList();
  list.addSubnet(base ?? "", Number(prefix), "ipv4");
  return list.check(address, "ipv4");
};

/** First and last address of a network belong to nobody, except in /31 and /32. */
const isHostAddress = (network: string): boolean => {
  const [address = "", prefix] = network.split("/");
  const bits = 32 - Number(prefix);
  if (bits < 2) return true;
  const host = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) % 2 ** bits;
  return host !== 0 && host !== 2 ** bits - 1;
};

const platformSections: CrossCheck = {
  rule: "`platform` and its section belong together: `proxmox` needs `proxmox`, `host` needs `host`; the other one is refused.",
  check: (settings) => {
    const other = settings.platform === "proxmox" ? "host" : "proxmox";
    return [
      ...(settings[settings.platform] === undefined
        ? [
            problem(
              settings.platform,
              "is missing",
              `\`platform: ${settings.platform}\` needs this section; see examples/`,
            ),
          ]
        : []),
      ...(settings[other] !== undefined
        ? [
            problem(
              other,
              `has no effect with \`platform: ${settings.platform}\``,
              "remove the section, or change the platform",
            ),
          ]
        : []),
    ];
  },
};

const edgePresent: CrossCheck = {
  rule: "`edge` is always needed: somebody has to hold the public address. It may be the service's own host.",
  check: (settings) =>
    settings.edge
      ? []
      : [
          problem(
            "edge",
            "is missing",
            "say which host is firewall and reverse proxy: `edge: {host: 172.16.10.1, interface: eth0}`",
          ),
        ],
};

const network: CrossCheck = {
  rule: "`proxmox.address` is a host's address in its network, `proxmox.gateway` another one in the same network.",
  check: ({ proxmox }) => {
    if (!proxmox) return [];
    const own = proxmox.address.split("/")[0];
    if (!isHostAddress(proxmox.address)) {
      return [
        problem(
          "proxmox.address",
          `${proxmox.address} is the network's or the broadcast address`,
          "choose an address between them",
        ),
      ];
    }
    if (!contains(proxmox.address, proxmox.gateway)) {
      return [
        problem(
          "proxmox.gateway",
          `${proxmox.gateway} is not in the network of ${proxmox.address}`,
          "correct the address, its prefix length or the gateway",
        ),
      ];
    }
    return own === proxmox.gateway
      ? [problem("proxmox.gateway", "is the container's own address", "give the router's address")]
      : [];
  },
};

const edgeIsNotContainer: CrossCheck = {
  rule: "`edge.host` is not the container that Parley makes.",
  check: ({ proxmox, edge }) =>
    proxmox && edge && proxmox.address.split("/")[0] === edge.host
      ? [
          problem(
            "edge.host",
            "is the service's own container",
            "give the firewall's address; the container sits behind it",
          ),
        ]
      : [],
};

const zone: CrossCheck = {
  rule: "`domain` is a name inside `dns.zone`.",
  check: ({ domain, dns }) =>
    dns && domain !== dns.zone && !domain.endsWith(`.${dns.zone}`)
      ? [problem("domain", `${domain} is not inside the zone ${dns.zone}`, "correct the domain or `dns.zone`")]
      : [],
};

/** ddclient checks a TTL against the limits of any of its protocols, picked at random: below 300 it may come out as 300. */
const dynamicTtl: CrossCheck = {
  rule: "`dns.ttl` is at least 300 with a dynamic address: ddclient sends nothing shorter reliably.",
  check: ({ dns }) =>
    dns && dns.address === "dynamic" && dns.ttl < 300
      ? [problem("dns.ttl", `is ${dns.ttl} with a dynamic address`, "at least 300, or leave it out")]
      : [],
};

const nested: CrossCheck = {
  rule: "`proxmox.nesting` stays on: Docker cannot run in a container without it.",
  check: ({ proxmox }) =>
    proxmox && !proxmox.nesting
      ? [problem("proxmox.nesting", "is off", "Docker inside the container needs it; remove the setting")]
      : [],
};

const memory: CrossCheck = {
  rule: "The video bridge's heap (`jitsi.bridge.memory`) fits into three quarters of the container's memory.",
  check: ({ proxmox, jitsi }) =>
    proxmox && jitsi.bridge.memory > proxmox.memory * 0.75
      ? [
          problem(
            "jitsi.bridge.memory",
            `${jitsi.bridge.memory} MiB do not fit into a container of ${proxmox.memory} MiB`,
            "raise `proxmox.memory` or lower the heap",
          ),
        ]
      : [],
};

interface Listener {
  readonly path: string;
  readonly protocol: "tcp" | "udp";
  readonly from: number;
  readonly to: number;
}

const listeners = ({ jitsi, edge, ssh, platform, host }: RawSettings): Listener[] => {
  const one = (path: string, protocol: "tcp" | "udp", number: number): Listener => ({
    path,
    protocol,
    from: number,
    to: number,
  });
  const sharesEdge = platform === "host" && host?.address === edge?.host;
  return [
    one("ssh.port", "tcp", ssh.port),
    ...(sharesEdge ? [one("edge.proxy (HTTP)", "tcp", 80), one("edge.proxy (HTTPS)", "tcp", 443)] : []),
    one("jitsi.webPort", "tcp", jitsi.webPort),
    one("jitsi.bridge.port", "udp", jitsi.bridge.port),
    ...(jitsi.jigasi
      ? [
          {
            path: "jitsi.jigasi.mediaPorts",
            protocol: "udp" as const,
            from: jitsi.jigasi.mediaPorts.from,
            to: jitsi.jigasi.mediaPorts.to,
          },
        ]
      : []),
  ];
};

const ports: CrossCheck = {
  rule: "No two things listen on the same port of one machine, and port ranges run upwards.",
  check: (settings) => {
    const all = listeners(settings);
    const backwards = all.filter((one) => one.from > one.to);
    const clashes = all.flatMap((one, i) =>
      all
        .slice(0, i)
        .filter((other) => one.protocol === other.protocol && one.from <= other.to && other.from <= one.to)
        .map((other) => ({ one, other })),
    );
    return [
      ...backwards.map((one) =>
        problem(one.path, `runs from ${one.from} down to ${one.to}`, "put the lower port first"),
      ),
      ...clashes.map(({ one, other }) =>
        problem(
          one.path,
          `collides with parley:${other.path} on ${one.protocol}/${Math.max(one.from, other.from)}`,
          "give one of them another port",
        ),
      ),
    ];
  },
};

const streaming: CrossCheck = {
  rule: "`jitsi.features.liveStreaming` needs `recording`: both are Jibri's work.",
  check: ({ jitsi, recording }) =>
    jitsi.features.liveStreaming && !recording
      ? [
          problem(
            "jitsi.features.liveStreaming",
            "needs a recorder",
            "add `recording: {directory: …}`, or switch it off",
          ),
        ]
      : [],
};

/** Which credential which settings need. */
const needs = ({
  platform,
  host,
  edge,
  dns,
  login,
  jitsi,
  proxmox,
  recording,
  credentials,
}: RawSettings): [CredentialName, boolean, string][] => {
  const remote =
    (platform === "host" && host?.address !== "localhost") ||
    platform === "proxmox" ||
    (edge && edge.host !== "localhost");
  const asRoot = platform === "proxmox" && (recording !== undefined || proxmox?.keyctl === true);
  return [
    ["proxmoxToken", platform === "proxmox" && !asRoot && !credentials.proxmoxPassword, "`platform: proxmox`"],
    [
      "proxmoxPassword",
      asRoot,
      "binding the recordings' directory or `keyctl`, which Proxmox allows to root@pam only,",
    ],
    ["sshPrivateKey", Boolean(remote), "SSH to the service's machine and the edge"],
    ["loopiaPassword", dns?.provider === "loopia", "`dns.provider: loopia`"],
    ["tsigSecret", dns?.provider === "rfc2136", "`dns.provider: rfc2136`"],
    ["keycloakClientSecret", login !== undefined, "`login`"],
    ["jigasiSipPassword", jitsi.jigasi !== undefined, "`jitsi.jigasi`"],
  ];
};

/** Apart from the others: a plan needs no credentials. */
export const credentialsPresent: CrossCheck = {
  rule: "Every credential that the chosen settings need is there, encrypted; `plan` does without.",
  check: (settings) =>
    needs(settings)
      .filter(([name, needed]) => needed && settings.credentials[name] === undefined)
      .map(([name, , why]) =>
        problem(
          `credentials.${name}`,
          `is missing; needed for ${why.replace(/,$/, "")}`,
          `pulumi config set --secret --path 'parley:credentials.${name}'`,
        ),
      ),
};

/** In the order in which a reader meets the settings. */
export const crossChecks: readonly CrossCheck[] = [
  platformSections,
  edgePresent,
  network,
  nested,
  memory,
  edgeIsNotContainer,
  zone,
  dynamicTtl,
  ports,
  streaming,
];
