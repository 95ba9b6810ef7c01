/** Who talks to whom in a Jitsi deployment. */
import type { JitsiSettings } from "../../settings/settings";
import type { Flow, MediaPort } from "../model";
import { tcpFlow } from "../tcpFlow";
import { bridgesOf, relays } from "./bridges";
import { hasJibri, xmpp, xmppFlow } from "./common";
import { etherpadPort } from "./etherpad";
import { outgoingFlows } from "./outgoing";
import { webPort } from "./web";
import { whiteboardPort } from "./whiteboard";

export function flowsOf(settings: JitsiSettings, media: readonly MediaPort[]): Flow[] {
  const { etherpad, jigasi, transcriber, whiteboard } = settings.jitsi;
  const bridges = bridgesOf(settings);
  return [
    tcpFlow("internet", "edge", 443, "HTTPS"),
    tcpFlow("edge", "web", webPort, "HTTP and WebSocket"),
    tcpFlow("web", "prosody", xmpp.httpPort, "XMPP over BOSH and WebSocket"),
    xmppFlow("jicofo"),
    ...bridges.map(({ name }) => xmppFlow(name)),
    ...media.map(
      ({ service, port, protocol }): Flow => ({
        from: "internet",
        to: service,
        port,
        protocol,
        title: mediaTitle(service),
      }),
    ),
    ...(hasJibri(settings) ? [xmppFlow("jibri"), tcpFlow("jibri", "edge", 443, "HTTPS (as a participant)")] : []),
    ...(etherpad ? [tcpFlow("web", "etherpad", etherpadPort, "Shared notes")] : []),
    ...(whiteboard ? [tcpFlow("web", "whiteboard", whiteboardPort, "Whiteboard")] : []),
    ...(jigasi ? [xmppFlow("jigasi"), sip(jigasi)] : []),
    ...(transcriber ? [xmppFlow("transcriber")] : []),
    // Both send and receive media like a participant, through the bridge.
    ...[
      ...(["jigasi", "transcriber"] as const).filter((name) => settings.jitsi[name]),
      ...(hasJibri(settings) ? ["jibri"] : []),
    ].flatMap((from) => bridges.map(({ name }) => mediaTo(settings, from, name))),
    // Bridges relay to each other.
    ...(relays(settings)
      ? bridges.flatMap(({ name: from }) => bridges.map(({ name: to }) => mediaTo(settings, from, to)))
      : []),
    ...(settings.platform === "kubernetes" ? outgoingFlows(settings) : []),
  ];
}

const mediaTitle = (service: string): string => (service.startsWith("jvb") ? "media (SRTP)" : "telephone media (RTP)");

const mediaTo = (settings: JitsiSettings, from: string, to: string): Flow => ({
  ...{ from, to, port: settings.jitsi.bridge.port, protocol: "udp", title: "media (SRTP)" },
});

const sip = ({ port, transport }: NonNullable<JitsiSettings["jitsi"]["jigasi"]>): Flow => ({
  from: "jigasi",
  to: "internet",
  port,
  protocol: transport === "UDP" ? "udp" : "tcp",
  title: `SIP over ${transport}`,
});
