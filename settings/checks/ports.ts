/** Ports: no two listeners in one place. */
import type { RawSettings } from "../schema";
import { type CrossCheck, problem } from "./crossCheck";

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
