/** What Jitsi does beside its page: its settings, and the two ways to its signalling. */
import type { JitsiSettings } from "../../../settings/settings";
import { xmpp } from "../../../workloads/jitsi/common";
import type { Advice, Step } from "../step";

export function jitsiSteps({ domain }: JitsiSettings, advice: Omit<Advice, "own">): Step[] {
  const own = { ...advice, own: advice.service };
  return [
    {
      name: "config.js",
      title: "the page's settings name this service",
      question: { ask: "http", url: `https://${domain}/config.js` },
      expect: {
        of: "configJs",
        addresses: [`https://${domain}/http-bind`, `wss://${domain}/xmpp-websocket`],
      },
      advice: own,
    },
    {
      name: "bosh",
      title: "signalling over HTTP (BOSH) opens a session",
      question: {
        ask: "http",
        url: `https://${domain}/http-bind`,
        method: "POST",
        headers: { "content-type": "text/xml; charset=utf-8" },
        body: openSession,
      },
      expect: { of: "bosh" },
      advice: own,
    },
    {
      name: "websocket",
      title: "signalling over WebSocket is let through",
      question: { ask: "websocket", url: `https://${domain}/xmpp-websocket`, protocol: "xmpp" },
      expect: { of: "upgrade", protocol: "xmpp" },
      advice: own,
    },
  ];
}

/** Nobody logs in with it, and Prosody forgets it when nothing follows. Source: XEP-0124 and XEP-0206. */
const openSession = `<body xmlns="http://jabber.org/protocol/httpbind" xmlns:xmpp="urn:xmpp:xbosh" rid="1" to="${xmpp.domain}" ver="1.6" wait="1" hold="1" xmpp:version="1.0"/>`;
