/**
 * LiveKit's own TURN, for clients that may open nothing but TCP 443. Source: livekit pkg/service/turn.go, roommanager.go
 * (1.9.12, 1.13.5).
 *
 * The reverse proxy ends TLS, so its certificate is the one that clients see, and renews by itself: LiveKit reads a
 * certificate only when it starts. LiveKit tells clients `turns:DOMAIN:443?transport=tcp`, whatever port it listens on.
 *
 * What a client sends comes out of LiveKit's container at a port that nobody outside reaches, and goes to the media port
 * at the public address, the only one that LiveKit gives: back in by the edge's hairpin.
 */
import { livekitPorts } from "../../settings/sections/matrixrtc";
import { type MatrixrtcSettings, turnDomain } from "../../settings/settings";
import type { Flow, Port, TlsRoute } from "../model";
import { tcpFlow } from "../tcpFlow";

const port = livekitPorts.turn;
const service = "livekit";

/** What LiveKit's TURN calls itself. */
export const turnRealm = "livekit";

export const turnPorts = (settings: MatrixrtcSettings): Port[] =>
  turnDomain(settings) === undefined
    ? []
    : [{ name: "turn", port, protocol: "tcp", reach: "proxy", published: settings.matrixrtc.ports.turn }];

/** What LiveKit's file says of it. All of these keys are known to 1.9.12 and to 1.13.5. */
export function turnConfig(settings: MatrixrtcSettings) {
  const domain = turnDomain(settings);
  return domain === undefined ? {} : { turn: { enabled: true, domain, tls_port: port, external_tls: true } };
}

export function tlsRoutesOf(settings: MatrixrtcSettings): TlsRoute[] {
  const host = turnDomain(settings);
  return host === undefined ? [] : [{ host, service, port, title: "TURN over TLS" }];
}

export const turnFlows = (settings: MatrixrtcSettings): Flow[] =>
  turnDomain(settings) === undefined
    ? []
    : [
        tcpFlow("internet", "edge", 443, "TURN over TLS"),
        tcpFlow("edge", service, port, "TURN"),
        {
          ...{ from: service, to: "edge", port: settings.matrixrtc.livekit.udpPort, protocol: "udp" },
          title: "relayed media, to the public address",
        },
      ];
