/** TURN: what has to be around it so that a client with nothing but TCP 443 gets its media through. */
import { BlockList } from "node:net";
import type { RawSettings } from "../schema";
import type { CrossCheck } from "./crossCheck";
import { check } from "./matrixrtc";

const setting = "matrixrtc.livekit.turn";

/** Whether the machine with the services is the one with the public address. */
const oneMachine = ({ platform, host, edge }: RawSettings): boolean =>
  platform === "host" && host !== undefined && host.address === edge?.host;

const place = check(
  "`matrixrtc.livekit.turn` only on Proxmox or a host of its own behind an edge host with Traefik, not on Kubernetes; and with `edge.hairpin`, by which what TURN relays reaches LiveKit at its public address.",
  ({ livekit: { turn } }, settings) => {
    const { platform, edge } = settings;
    if (turn === undefined) return [];
    if (platform === "kubernetes")
      return [
        [
          true,
          setting,
          "is not on Kubernetes yet",
          "remove it; there, clients need UDP or LiveKit's TCP port besides 443",
        ],
      ];
    return [
      [
        edge?.proxy === "caddy",
        "edge.proxy",
        "is caddy, which tells connections apart by name for HTTP only: nothing would lead to TURN",
        `\`traefik\`, or remove \`${setting}\``,
      ],
      [
        edge?.hairpin === false,
        "edge.hairpin",
        "is off, and what TURN relays would not reach LiveKit",
        `switch it on, or remove \`${setting}\``,
      ],
      [
        oneMachine(settings),
        setting,
        "does not work where `edge.host` is the service's own machine: Docker answers what TURN relays from another address than it was sent to",
        "remove it, or run the services on a machine behind the edge host",
      ],
    ];
  },
);

const name = check(
  "`matrixrtc.livekit.turn.domain` is nobody else's name: neither `domain` nor one of the homeserver's.",
  ({ livekit: { turn }, homeserver, synapse }, { domain }) => {
    const baseUrl = homeserver?.baseUrl ?? "";
    const others = [
      [domain, "`domain`"],
      [synapse?.serverName, "`matrixrtc.synapse.serverName`"],
      [homeserver?.name, "`matrixrtc.homeserver.name`"],
      [URL.canParse(baseUrl) ? new URL(baseUrl).hostname : "", "the name in `matrixrtc.homeserver.baseUrl`"],
      [homeserver?.federation?.split(":")[0], "the name in `matrixrtc.homeserver.federation`"],
    ] as const;
    const taken = others.find(([other]) => other === turn?.domain);
    return [
      [
        turn !== undefined && taken !== undefined,
        `${setting}.domain`,
        `is ${taken?.[1]}: every connection to that name would go to TURN`,
        `give TURN a name of its own, for example turn.${domain}`,
      ],
    ];
  },
);

/** Source: livekit pkg/service/turn.go (1.13.5), by Go's net.IP: loopback, link-local, multicast, private, unspecified. */
const restricted = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 32],
  ["10.0.0.0", 8],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["224.0.0.0", 4],
] as const)
  restricted.addSubnet(network, prefix, "ipv4");

const address = check(
  "With `matrixrtc.livekit.turn`, `dns.address` is not a private address: LiveKit relays nothing to one.",
  ({ livekit: { turn } }, { dns }) => [
    [
      turn !== undefined && dns !== undefined && dns.address !== "dynamic" && restricted.check(dns.address),
      "dns.address",
      `is ${dns?.address}, a private address, to which LiveKit's TURN relays nothing`,
      `give the public address, or remove \`${setting}\``,
    ],
  ],
);

export const turnChecks: readonly CrossCheck[] = [place, name, address];
