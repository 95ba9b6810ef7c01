/** Web: nginx with the Jitsi Meet client, and the way to BOSH, WebSocket, notes and whiteboard. TLS ends at the edge. */
import { isIPv4 } from "node:net";
import { type Assets, edgeIsService, type JitsiSettings } from "../../settings/settings";
import type { Service, ServiceFile } from "../model";
import { webReplicas } from "../surroundings";
import {
  empty,
  flag,
  hardened,
  hasJibri,
  imageOf,
  probe,
  proxyNetworks,
  publicUrl,
  resourcesOf,
  runAndTmp,
  xmpp,
} from "./common";
import { customConfig, customInterfaceConfig, logoUrl, titlePage } from "./customConfig";
import { etherpadPort } from "./etherpad";
import { webTokenEnv } from "./tokens";
import { whiteboardPort } from "./whiteboard";

export const webPort = 8000;

export const web = (settings: JitsiSettings, assets: Assets): Service => ({
  ...hardened,
  name: "web",
  title: "Web client and HTTP entry point",
  image: imageOf(settings, "web"),
  env: env(settings),
  files: files(settings, assets),
  ports: [{ name: "http", port: webPort, protocol: "tcp", reach: "proxy", published: settings.jitsi.webPort }],
  tmpfs: [...runAndTmp(16, 16), ...empty("/config", "/usr/share/jitsi-meet/transcripts")],
  probe: probe({ http: { port: webPort, path: "/" } }, 30),
  resources: resourcesOf(settings, "web", {
    cpus: 1,
    memoryMiB: 512,
    reserve: { cpus: 0.1, memoryMiB: 64 },
    pids: 256,
  }),
  // nginx looks up the pad's address once, at its start, and does not start without one (meet.conf).
  after: ["prosody", ...(settings.jitsi.etherpad ? ["etherpad"] : [])],
  replicas: webReplicas(settings),
  stop: { graceSeconds: 10 },
  // It speaks to the others only when a visitor does.
  trial: { with: [] },
});

function env(settings: JitsiSettings): Service["env"] {
  const { branding, etherpad, features, transcriber, whiteboard } = settings.jitsi;
  return {
    DEFAULT_LANGUAGE: branding.defaultLanguage,
    // Exactly 1: the start script tests `-ne 1`, and otherwise wants a writable /storage.
    DISABLE_HTTPS: "1",
    ENABLE_BREAKOUT_ROOMS: flag(features.breakoutRooms),
    ENABLE_HTTP_REDIRECT: "0",
    ENABLE_LETSENCRYPT: "0",
    ENABLE_LIVESTREAMING: flag(features.liveStreaming),
    ENABLE_P2P: flag(features.peerToPeer),
    ENABLE_PREJOIN_PAGE: flag(features.prejoinPage),
    ENABLE_RECORDING: flag(hasJibri(settings)),
    // Jibri may be there for live streams alone.
    ENABLE_SERVICE_RECORDING: flag(settings.recording !== undefined),
    ENABLE_TRANSCRIPTIONS: flag(transcriber),
    ENABLE_WELCOME_PAGE: flag(branding.welcomePage),
    ENABLE_XMPP_WEBSOCKET: "1",
    PUBLIC_URL: publicUrl(settings),
    TZ: settings.timeZone,
    XMPP_BOSH_URL_BASE: `http://${xmpp.server}:${xmpp.httpPort}`,
    XMPP_DOMAIN: xmpp.domain,
    XMPP_HIDDEN_DOMAIN: xmpp.hidden,
    XMPP_MUC_DOMAIN: xmpp.muc,
    ...webTokenEnv(settings),
    ...(etherpad ? { ETHERPAD_URL_BASE: `http://etherpad.meet.jitsi:${etherpadPort}` } : {}),
    ...(whiteboard ? { WHITEBOARD_COLLAB_SERVER_URL_BASE: `http://whiteboard.meet.jitsi:${whiteboardPort}` } : {}),
  };
}

const files = (settings: JitsiSettings, assets: Assets): ServiceFile[] => [
  { path: "/config/custom-config.js", content: customConfig(settings.jitsi) },
  { path: "/config/custom-interface_config.js", content: customInterfaceConfig(settings.jitsi) },
  { path: "/config/nginx-custom/real-ip.conf", content: realIp(settings) },
  { path: "/usr/share/jitsi-meet/title.html", content: titlePage(settings.jitsi.branding.title) },
  ...(assets.logo === undefined ? [] : [{ path: `/usr/share/jitsi-meet/${logoUrl}`, content: assets.logo }]),
];

/**
 * The visitor's address in place of the reverse proxy's. meet.conf includes the file in its server block, and hands
 * `$remote_addr` on to Prosody. A proxy on the same machine is seen as the gateway of the container network.
 */
function realIp(settings: JitsiSettings): string {
  const known = settings.platform !== "kubernetes" && !edgeIsService(settings) && isIPv4(settings.edge.host);
  const proxies = known ? [settings.edge.host] : proxyNetworks(settings);
  return [
    ...proxies.map((proxy) => `set_real_ip_from ${proxy};`),
    "real_ip_header X-Forwarded-For;",
    "real_ip_recursive on;",
    "",
  ].join("\n");
}
