/** Prosody: XMPP server; accounts of the other services, rooms, and the clients' BOSH and WebSocket. */
import type { Assets, JitsiSettings } from "../../settings/settings";
import type { Service } from "../model";
import { secret } from "../value";
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
import { hasMonitor, monitored } from "./metrics";
import { healthFiles, healthTest } from "./prosodyHealth";
import { moduleEnv, pluginFiles, pluginFolder } from "./prosodyModules";
import { optionEnv } from "./prosodyOptions";
import { hasJigasiAccount } from "./secrets";
import { prosodyTokenEnv } from "./tokens";

export const prosody = (settings: JitsiSettings, assets: Assets): Service => ({
  ...hardened,
  name: "prosody",
  title: "XMPP server (signalling)",
  image: imageOf(settings, "prosody"),
  env: { ...env(settings), ...moduleEnv(settings), ...optionEnv(settings), ...prosodyTokenEnv(settings) },
  files: [...pluginFiles(settings, assets), ...healthFiles(settings)],
  ports: [
    { name: "xmpp", port: xmpp.port, protocol: "tcp", reach: "internal" },
    { name: "http", port: xmpp.httpPort, protocol: "tcp", reach: "internal" },
  ],
  tmpfs: [
    ...runAndTmp(16, 16),
    ...empty("/config", pluginFolder),
    // Accounts, in memory on purpose: they are registered at every start from the environment, while a stored account
    // would keep its old password after a rotation (prosody/rootfs/etc/s6-overlay/scripts/register-setup).
    { path: "/var/lib/prosody", sizeMiB: 64, mode: "0750", exec: false },
  ],
  // /health answers 403 except on the loopback address, so it has to be asked from inside.
  probe: probe(healthTest(settings), 60),
  resources: resourcesOf(settings, "prosody", {
    // It uses one core, whatever it is given (handbook, requirements.md).
    cpus: 1,
    memoryMiB: 768,
    reserve: { cpus: 0.25, memoryMiB: 128 },
    pids: 256,
  }),
  ...monitored(settings, { port: xmpp.httpPort, path: "/metrics" }),
  after: [],
  aliases: [xmpp.server],
  stop: { graceSeconds: 15 },
  trial: { with: [] },
});

/** It would refuse the monitor's address, which nobody knows here; a network policy lets no one else in. */
const metricsEnv = (settings: JitsiSettings): Service["env"] =>
  hasMonitor(settings) ? { PROSODY_ENABLE_METRICS: "1", PROSODY_METRICS_ALLOWED_CIDR: "0.0.0.0/0" } : {};

function env(settings: JitsiSettings): Service["env"] {
  const { features, maxParticipants, transcriber } = settings.jitsi;
  return {
    ENABLE_AV_MODERATION: flag(features.avModeration),
    ENABLE_BREAKOUT_ROOMS: flag(features.breakoutRooms),
    ENABLE_END_CONFERENCE: flag(features.endConference),
    ENABLE_LOBBY: flag(features.lobby),
    ENABLE_RECORDING: flag(hasJibri(settings)),
    ENABLE_TRANSCRIPTIONS: flag(transcriber),
    ENABLE_XMPP_WEBSOCKET: "1",
    JICOFO_AUTH_PASSWORD: secret("jicofoAuth"),
    JVB_AUTH_PASSWORD: secret("jvbAuth"),
    JVB_AUTH_USER: "jvb",
    // The web service forwards the visitor's address; it has no fixed one itself.
    PROSODY_TRUSTED_PROXIES: ["127.0.0.1", "::1", ...proxyNetworks(settings)].join(","),
    PUBLIC_URL: publicUrl(settings),
    TZ: settings.timeZone,
    XMPP_AUTH_DOMAIN: xmpp.auth,
    XMPP_DOMAIN: xmpp.domain,
    XMPP_HIDDEN_DOMAIN: xmpp.hidden,
    XMPP_INTERNAL_MUC_DOMAIN: xmpp.internalMuc,
    XMPP_MUC_DOMAIN: xmpp.muc,
    XMPP_PORT: String(xmpp.port),
    ...metricsEnv(settings),
    ...(maxParticipants === undefined ? {} : { MAX_PARTICIPANTS: String(maxParticipants) }),
    ...(hasJibri(settings)
      ? {
          JIBRI_RECORDER_PASSWORD: secret("jibriRecorder"),
          JIBRI_RECORDER_USER: "recorder",
          JIBRI_XMPP_PASSWORD: secret("jibriXmpp"),
          JIBRI_XMPP_USER: "jibri",
        }
      : {}),
    ...(hasJigasiAccount(settings) ? { JIGASI_XMPP_PASSWORD: secret("jigasiXmpp"), JIGASI_XMPP_USER: "jigasi" } : {}),
    ...(transcriber
      ? { JIGASI_TRANSCRIBER_PASSWORD: secret("jigasiTranscriber"), JIGASI_TRANSCRIBER_USER: "transcriber" }
      : {}),
  };
}
