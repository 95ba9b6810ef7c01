/** Who talks to whom in a MatrixRTC deployment. */
import { hasOwnHomeserver, homeserverOf } from "../../settings/homeserver";
import type { MatrixrtcSettings } from "../../settings/settings";
import { sendsFirst } from "../mediaServers";
import type { Flow } from "../model";
import { ports, servesWellKnown } from "./common";
import { livekitsOf, mediaPorts } from "./livekit";
import { homeserverFlows } from "./ownHomeserver";
import { needsRedis } from "./redis";
import { turnFlows } from "./turn";

const tcp = (from: string, to: string, port: number, title: string): Flow => ({
  ...{ from, to, port, title },
  protocol: "tcp",
});

export const flowsOf = (settings: MatrixrtcSettings): Flow[] => [
  tcp("internet", "edge", 443, "HTTPS"),
  tcp("edge", "element-call", ports.nginx, "HTTP"),
  ...(servesWellKnown(settings) ? [tcp("edge", "well-known", ports.nginx, "HTTP")] : []),
  tcp("edge", "lk-jwt-service", ports.jwt, "HTTP"),
  ...livekitsOf(settings).flatMap(({ name }) => [
    tcp("edge", name, ports.sfu, "HTTP and WebSocket"),
    tcp(name, "lk-jwt-service", ports.jwt, "Who came and left"),
    ...(needsRedis(settings) ? [tcp(name, "redis", ports.redis, "Which of them has which call")] : []),
  ]),
  ...(hasOwnHomeserver(settings) ? homeserverFlows : []),
  // By LiveKit's public name: the address that clients are told is the only one that it can be given.
  tcp("lk-jwt-service", "edge", 443, "LiveKit's API (HTTPS)"),
  tcp("lk-jwt-service", "internet", 443, "Homeservers (HTTPS)"),
  tcp("lk-jwt-service", "internet", 8448, "Homeservers (federation)"),
  ...otherPorts(settings).map((port) => tcp("lk-jwt-service", "internet", port, "The homeserver")),
  ...mediaPorts(settings).map(
    ({ service: to, port, endPort, protocol }): Flow => ({
      ...{ from: "internet", to, port, protocol },
      ...(endPort === undefined ? {} : { endPort }),
      title: protocol === "udp" ? "media (SRTP)" : "media over TCP",
    }),
  ),
  ...turnFlows(settings),
  // On a machine, nothing holds this back.
  ...(settings.platform === "kubernetes" ? livekitsOf(settings).map(sendsFirst) : []),
];

/** Where the homeserver is when it is on neither of the usual ports. */
function otherPorts(settings: MatrixrtcSettings): number[] {
  const homeserver = homeserverOf(settings);
  const federation = homeserver.federation?.split(":")[1];
  const named = [new URL(homeserver.baseUrl).port, federation].map(Number);
  return [...new Set(named)].filter((port) => port > 0 && port !== 443 && port !== 8448).sort((a, b) => a - b);
}
