/** Who talks to whom in a MatrixRTC deployment. */
import { hasOwnHomeserver, homeserverOf } from "../../settings/homeserver";
import type { MatrixrtcSettings } from "../../settings/settings";
import { sendsFirst } from "../mediaServers";
import type { Flow } from "../model";
import { tcpFlow } from "../tcpFlow";
import { ports, servesWellKnown } from "./common";
import { livekitsOf, mediaPorts } from "./livekit";
import { homeserverFlows } from "./ownHomeserver";
import { needsRedis } from "./redis";
import { turnFlows } from "./turn";

export const flowsOf = (settings: MatrixrtcSettings): Flow[] => [
  tcpFlow("internet", "edge", 443, "HTTPS"),
  tcpFlow("edge", "element-call", ports.nginx, "HTTP"),
  ...(servesWellKnown(settings) ? [tcpFlow("edge", "well-known", ports.nginx, "HTTP")] : []),
  tcpFlow("edge", "lk-jwt-service", ports.jwt, "HTTP"),
  ...livekitsOf(settings).flatMap(({ name }) => [
    tcpFlow("edge", name, ports.sfu, "HTTP and WebSocket"),
    tcpFlow(name, "lk-jwt-service", ports.jwt, "Who came and left"),
    ...(needsRedis(settings) ? [tcpFlow(name, "redis", ports.redis, "Which of them has which call")] : []),
  ]),
  ...(hasOwnHomeserver(settings) ? homeserverFlows : []),
  // By LiveKit's public name: the address that clients are told is the only one that it can be given.
  tcpFlow("lk-jwt-service", "edge", 443, "LiveKit's API (HTTPS)"),
  tcpFlow("lk-jwt-service", "internet", 443, "Homeservers (HTTPS)"),
  tcpFlow("lk-jwt-service", "internet", 8448, "Homeservers (federation)"),
  ...otherPorts(settings).map((port) => tcpFlow("lk-jwt-service", "internet", port, "The homeserver")),
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
