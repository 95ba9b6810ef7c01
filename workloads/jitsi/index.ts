/** Jitsi Meet, as docker-jitsi-meet ships it, described for any platform. */
import type { Assets, JitsiSettings } from "../../settings/settings";
import type { MediaPort, Service, Workload } from "../model";
import { bridgesOf } from "./bridges";
import { hasJibri } from "./common";
import { etherpad } from "./etherpad";
import { flowsOf } from "./flows";
import { inCluster } from "./inCluster";
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

export function jitsi(settings: JitsiSettings, assets: Assets): Workload {
  const media = mediaPorts(settings);
  return {
    name: "jitsi",
    services: forPlatform(settings, services(settings, assets)),
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
    tlsRoutes: [],
    media,
    timers: retentionOf(settings),
    secrets: secretsOf(settings),
    flows: flowsOf(settings, media),
    kernel: bridgeKernel,
    notices: noticesOf(settings),
    handovers: [],
  };
}

const forPlatform = (settings: JitsiSettings, all: readonly Service[]): readonly Service[] =>
  settings.platform === "kubernetes" ? all.map(inCluster) : all;

function services(settings: JitsiSettings, assets: Assets): Service[] {
  const chosen = settings.jitsi;
  return [
    web(settings, assets),
    prosody(settings, assets),
    jicofo(settings),
    ...bridgesOf(settings).map((bridge) => jvb(settings, bridge)),
    ...(hasJibri(settings) ? [jibri(settings)] : []),
    ...(chosen.etherpad ? [etherpad(settings)] : []),
    ...(chosen.whiteboard ? [whiteboard(settings)] : []),
    ...(chosen.jigasi ? [jigasi(settings, chosen.jigasi)] : []),
    ...(chosen.transcriber ? [transcriber(settings)] : []),
  ];
}

function mediaPorts(settings: JitsiSettings): MediaPort[] {
  const { bridge, jigasi: telephone } = settings.jitsi;
  return [
    ...bridgesOf(settings).map(({ name }): MediaPort => ({ name, service: name, protocol: "udp", port: bridge.port })),
    // From a cluster the telephone side is called, it does not call: see the notice.
    ...(telephone && settings.platform !== "kubernetes"
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
