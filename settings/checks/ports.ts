/** Ports: no two listeners in one place. */
import type { RawSettings } from "../schema";
import { type CrossCheck, problem } from "./crossCheck";

interface Listener {
  readonly path: string;
  readonly protocol: "tcp" | "udp";
  readonly from: number;
  readonly to: number;
}

const one = (path: string, protocol: "tcp" | "udp", number: number): Listener => ({
  path,
  protocol,
  from: number,
  to: number,
});

const listeners = (settings: RawSettings): Listener[] => {
  const { service, edge, ssh, platform, host } = settings;
  const sharesEdge = platform === "host" && host?.address === edge?.host;
  return [
    // In a cluster every service has an address of its own.
    ...(platform === "kubernetes" ? [] : [one("ssh.port", "tcp", ssh.port)]),
    ...(sharesEdge ? [one("edge.proxy (HTTP)", "tcp", 80), one("edge.proxy (HTTPS)", "tcp", 443)] : []),
    ...(service === "jitsi" ? ofJitsi(settings) : ofMatrixrtc(settings)),
  ];
};

const ofJitsi = ({ jitsi, platform }: RawSettings): Listener[] => [
  ...(platform === "kubernetes" ? [] : [one("jitsi.webPort", "tcp", jitsi.webPort)]),
  one("jitsi.bridge.port", "udp", jitsi.bridge.port),
  ...(jitsi.jigasi ? [{ path: "jitsi.jigasi.mediaPorts", protocol: "udp" as const, ...jitsi.jigasi.mediaPorts }] : []),
];

const ofMatrixrtc = ({ matrixrtc, platform }: RawSettings): Listener[] =>
  matrixrtc && platform !== "kubernetes"
    ? [
        ...Object.entries(matrixrtc.ports)
          .filter(([name]) => name !== "homeserver" || matrixrtc.synapse !== undefined)
          .filter(([name]) => name !== "turn" || matrixrtc.livekit.turn !== undefined)
          .map(([name, number]) => one(`matrixrtc.ports.${name}`, "tcp", number)),
        one("matrixrtc.livekit.tcpPort", "tcp", matrixrtc.livekit.tcpPort),
        one("matrixrtc.livekit.udpPort", "udp", matrixrtc.livekit.udpPort),
      ]
    : [];

export const ports: CrossCheck = {
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
