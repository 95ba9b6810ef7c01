/** Who talks to whom in a Jitsi deployment. */
import type { Settings } from "../../settings/settings";
import type { Flow, MediaPort } from "../model";
import { hasJibri, xmpp, xmppFlow } from "./common";
import { etherpadPort } from "./etherpad";
import { webPort } from "./web";
import { whiteboardPort } from "./whiteboard";

export function flowsOf(settings: Settings, media: readonly MediaPort[]): Flow[] {
  const { etherpad, jigasi, transcriber, whiteboard } = settings.jitsi;
  const tcp = (from: string, to: string, port: number, title: string): Flow => ({
    from,
    to,
    port,
    protocol: "tcp",
    title,
  });
  return [
    tcp("internet", "edge", 443, "HTTPS"),
    tcp("edge", "web", webPort, "HTTP and WebSocket"),
    tcp("web", "prosody", xmpp.httpPort, "XMPP over BOSH and WebSocket"),
    xmppFlow("jicofo"),
    xmppFlow("jvb"),
    ...media.map(
      ({ service, port, protocol }): Flow => ({
        from: "internet",
        to: service,
        port,
        protocol,
        title: mediaTitle(service),
      }),
    ),
    ...(hasJibri(settings) ? [xmppFlow("jibri"), tcp("jibri", "edge", 443, "HTTPS (as a participant)")] : []),
    ...(etherpad ? [tcp("web", "etherpad", etherpadPort, "Shared notes")] : []),
    ...(whiteboard ? [tcp("web", "whiteboard", whiteboardPort, "Whiteboard")] : []),
    ...(jigasi ? [xmppFlow("jigasi"), sip(jigasi)] : []),
    ...(transcriber ? [xmppFlow("transcriber")] : []),
    // Both send and receive media like a participant, through the bridge.
    ...(["jigasi", "transcriber"] as const)
      .filter((name) => settings.jitsi[name])
      .map(
        (from): Flow => ({ from, to: "jvb", port: settings.jitsi.bridge.port, protocol: "udp", title: "media (SRTP)" }),
      ),
    ...(hasJibri(settings)
      ? [
          {
            from: "jibri",
            to: "jvb",
            port: settings.jitsi.bridge.port,
            protocol: "udp",
            title: "media (SRTP)",
          } as const,
        ]
      : []),
  ];
}

const mediaTitle = (service: string): string => (service === "jvb" ? "media (SRTP)" : "telephone media (RTP)");

const sip = ({ port, transport }: NonNullable<Settings["jitsi"]["jigasi"]>): Flow => ({
  from: "jigasi",
  to: "internet",
  port,
  protocol: transport === "UDP" ? "udp" : "tcp",
  title: `SIP over ${transport}`,
});
