/** The machines: sections that belong together, addresses in their networks, memory that suffices. */
import { BlockList } from "node:net";
import { type CrossCheck, problem } from "./crossCheck";

export const platformSections: CrossCheck = {
  rule: "`platform` and its section belong together: `proxmox` needs `proxmox`, `host` needs `host`, `kubernetes` needs `kubernetes`; the others are refused.",
  check: (settings) => {
    const others = (["proxmox", "host", "kubernetes"] as const).filter(
      (name) => name !== settings.platform && settings[name] !== undefined,
    );
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
      ...others.map((other) =>
        problem(
          other,
          `has no effect with \`platform: ${settings.platform}\``,
          "remove the section, or change the platform",
        ),
      ),
    ];
  },
};

export const edgePresent: CrossCheck = {
  rule: "`edge` is needed, except on Kubernetes: somebody has to hold the public address. It may be the service's own host.",
  check: (settings) =>
    settings.edge || settings.platform === "kubernetes"
      ? []
      : [
          problem(
            "edge",
            "is missing",
            "say which host is firewall and reverse proxy: `edge: {host: 172.16.10.1, interface: eth0}`",
          ),
        ],
};

export const network: CrossCheck = {
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

export const edgeIsNotContainer: CrossCheck = {
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

export const nested: CrossCheck = {
  rule: "`proxmox.nesting` stays on: Docker cannot run in a container without it.",
  check: ({ proxmox }) =>
    proxmox && !proxmox.nesting
      ? [problem("proxmox.nesting", "is off", "Docker inside the container needs it; remove the setting")]
      : [],
};

export const memory: CrossCheck = {
  rule: "What media needs (`jitsi.bridge.memory`, `matrixrtc.livekit.memory`), and a homeserver of Parley's own beside it, fits into three quarters of the container's memory.",
  check: ({ service, proxmox, jitsi, matrixrtc }) => {
    const homeserver = (matrixrtc?.synapse?.memory ?? 0) + (matrixrtc?.synapse?.databaseMemory ?? 0);
    const [path, wanted] =
      service === "jitsi"
        ? ["jitsi.bridge.memory", jitsi.bridge.memory]
        : ["matrixrtc.livekit.memory", (matrixrtc?.livekit.memory ?? 0) + homeserver];
    return proxmox && wanted > proxmox.memory * 0.75
      ? [
          problem(
            path,
            `${wanted} MiB${homeserver > 0 && service === "matrixrtc" ? ` (${homeserver} of them the homeserver's)` : ""} do not fit into a container of ${proxmox.memory} MiB`,
            `raise \`proxmox.memory\` or lower \`${path}\``,
          ),
        ]
      : [];
  },
};

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
