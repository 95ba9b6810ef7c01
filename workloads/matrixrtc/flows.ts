/** Who talks to whom in a MatrixRTC deployment. */
import type { MatrixrtcSettings } from "../../settings/settings";
import type { Flow } from "../model";
import { ports, servesWellKnown } from "./common";
import { mediaPorts } from "./livekit";

const tcp = (from: string, to: string, port: number, title: string): Flow => ({
  ...{ from, to, port, title },
  protocol: "tcp",
});

export const flowsOf = (settings: MatrixrtcSettings): Flow[] => [
  tcp("internet", "edge", 443, "HTTPS"),
  tcp("edge", "element-call", ports.nginx, "HTTP"),
  ...(servesWellKnown(settings) ? [tcp("edge", "well-known", ports.nginx, "HTTP")] : []),
  tcp("edge", "lk-jwt-service", ports.jwt, "HTTP"),
  tcp("edge", "livekit", ports.sfu, "HTTP and WebSocket"),
  tcp("livekit", "lk-jwt-service", ports.jwt, "Who came and left"),
  // By LiveKit's public name: the address that clients are told is the only one that it can be given.
  tcp("lk-jwt-service", "edge", 443, "LiveKit's API (HTTPS)"),
  tcp("lk-jwt-service", "internet", 443, "Homeservers (HTTPS)"),
  tcp("lk-jwt-service", "internet", 8448, "Homeservers (federation)"),
  ...mediaPorts(settings).map(
    ({ port, protocol }): Flow => ({
      ...{ from: "internet", to: "livekit", port, protocol },
      title: protocol === "udp" ? "media (SRTP)" : "media over TCP",
    }),
  ),
];
