/** MatrixRTC: settings in its section that have to fit together, and to the sections around it. */
import { mostInAll } from "../mediaServers";
import type { RawSettings } from "../schema";
import { livekitPorts } from "../sections/matrixrtc";
import { type CrossCheck, problem } from "./crossCheck";

export type Section = NonNullable<RawSettings["matrixrtc"]>;
export type Finding = readonly [wrong: boolean, path: string, text: string, remedy: string];

/** A check that only matters with MatrixRTC. */
export const check = (
  rule: string,
  find: (section: Section, settings: RawSettings) => readonly Finding[],
): CrossCheck => ({
  rule,
  check: (settings) =>
    settings.service === "matrixrtc" && settings.matrixrtc
      ? find(settings.matrixrtc, settings)
          .filter(([wrong]) => wrong)
          .map(([, ...words]) => problem(...words))
      : [],
});

const publicAddress: CrossCheck = {
  rule: "With `service: matrixrtc`, `dns` says what the public address is, except on Kubernetes.",
  check: ({ service, platform, dns }) =>
    service === "matrixrtc" && platform !== "kubernetes" && dns === undefined
      ? [
          problem(
            "dns",
            "is missing: LiveKit has to be told the address that clients send media to",
            "`dns: {provider: manual, zone: …, address: …}` when you keep the record yourself",
          ),
        ]
      : [],
};

const homeserver = check(
  "`matrixrtc.homeserver.baseUrl` is not at `domain`, which Element Call takes whole; `matrixrtc.homeserver.federation` only where `domain` is the homeserver's own name.",
  ({ homeserver: given }, { domain }) => {
    if (given === undefined) return [];
    const { name, baseUrl, federation } = given;
    return [
      [
        URL.canParse(baseUrl) && new URL(baseUrl).hostname === domain,
        "matrixrtc.homeserver.baseUrl",
        "is at `domain`, where Element Call would take the homeserver's place",
        `give Element Call a name of its own, for example call.${name}`,
      ],
      [
        federation !== undefined && name !== domain,
        "matrixrtc.homeserver.federation",
        `has no effect: ${domain} is not the homeserver's name`,
        "remove it; whoever serves the homeserver's name answers for it",
      ],
    ];
  },
);

const signalling = check(
  `\`matrixrtc.livekit.tcpPort\` is not ${livekitPorts.signalling}, where LiveKit's signalling listens in the same container, nor ${livekitPorts.turn} with TURN.`,
  ({ livekit: { tcpPort, turn }, ports }, { platform }) => [
    [
      // On one machine with the same number outside, the ports of the machine have collided already.
      tcpPort === livekitPorts.signalling && (platform === "kubernetes" || ports.sfu !== tcpPort),
      "matrixrtc.livekit.tcpPort",
      `is ${tcpPort}, where LiveKit's signalling listens`,
      "choose another one, for example 7881",
    ],
    [
      turn !== undefined && tcpPort === livekitPorts.turn && ports.turn !== tcpPort,
      "matrixrtc.livekit.tcpPort",
      `is ${tcpPort}, where LiveKit's TURN listens`,
      "choose another one, for example 7881",
    ],
  ],
);

const redisImage = check(
  "`matrixrtc.images.redis` only with several LiveKits, which a cluster alone has.",
  ({ images }, { platform, kubernetes }) => [
    [
      images.redis !== undefined && !(platform === "kubernetes" && kubernetes && mostInAll(kubernetes) > 1),
      "matrixrtc.images.redis",
      "has no effect: one LiveKit alone has no Redis",
      "remove it",
    ],
  ],
);

export const matrixrtcChecks: readonly CrossCheck[] = [publicAddress, homeserver, signalling, redisImage];
