/** Jitsi Meet, as docker-jitsi-meet ships it, described for any platform. */
import type { Assets, Settings } from "../../settings/settings";
import type { MediaPort, Service, Workload } from "../model";
import { hasJibri } from "./common";
import { etherpad } from "./etherpad";
import { flowsOf } from "./flows";
import { jibri } from "./jibri";
import { jicofo } from "./jicofo";
import { jigasi } from "./jigasi";
import { jvb } from "./jvb";
import { bridgeKernel } from "./kernel";
import { noticesOf } from "./notices";
import { prosody } from "./prosody";
import { retentionOf } from "./retention";
import { secretsOf } from "./secrets";
import { transcriber } from "./transcriber";
import { web, webPort } from "./web";
import { whiteboard } from "./whiteboard";

export function jitsi(settings: Settings, assets: Assets): Workload {
  const media = mediaPorts(settings);
  return {
    name: "jitsi",
    services: services(settings, assets),
    routes: [
      {
        host: settings.domain,
        path: "/",
        service: "web",
        port: webPort,
        websocket: true,
        stripPrefix: false,
      },
    ],
    media,
    timers: retentionOf(settings),
    secrets: secretsOf(settings),
    flows: flowsOf(settings, media),
    kernel: bridgeKernel,
    notices: noticesOf(settings),
  };
}

function services(settings: Settings, assets: Assets): Service[] {
  const chosen = settings.jitsi;
  return [
    web(settings, assets),
    prosody(settings),
    jicofo(settings),
    jvb(settings),
    ...(hasJibri(settings) ? [jibri(settings)] : []),
    ...(chosen.etherpad ? [etherpad(settings)] : []),
    ...(chosen.whiteboard ? [whiteboard(settings)] : []),
    ...(chosen.jigasi ? [jigasi(settings, chosen.jigasi)] : []),
    ...(chosen.transcriber ? [transcriber(settings)] : []),
  ];
}

function mediaPorts({ jitsi: { bridge, jigasi: telephone } }: Settings): MediaPort[] {
  return [
    { name: "jvb", service: "jvb", protocol: "udp", port: bridge.port },
    ...(telephone
      ? [
          {
            name: "jigasi",
            service: "jigasi",
            protocol: "udp",
            port: telephone.mediaPorts.from,
            endPort: telephone.mediaPorts.to,
          } as const,
        ]
      : []),
  ];
}
