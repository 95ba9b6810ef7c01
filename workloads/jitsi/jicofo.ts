/** Jicofo: the focus of every conference; chooses the bridge, invites recorders and gateways. */
import type { Settings } from "../../settings/settings";
import type { Service } from "../model";
import { secret } from "../value";
import {
  empty,
  flag,
  hardened,
  hasJibri,
  heapWithin,
  imageOf,
  probe,
  resourcesOf,
  runAndTmp,
  shippedHealthCheck,
  xmpp,
  xmppClientEnv,
} from "./common";

export function jicofo(settings: Settings): Service {
  const { jigasi, transcriber } = settings.jitsi;
  const resources = resourcesOf(settings, "jicofo", {
    cpus: 1,
    memoryMiB: 1280,
    reserve: { cpus: 0.25, memoryMiB: 384 },
    pids: 1024,
  });
  return {
    ...hardened,
    name: "jicofo",
    title: "Conference focus",
    image: imageOf(settings, "jicofo"),
    env: {
      ...xmppClientEnv,
      ENABLE_RECORDING: flag(hasJibri(settings)),
      ENABLE_TRANSCRIPTIONS: flag(transcriber),
      JICOFO_AUTH_PASSWORD: secret("jicofoAuth"),
      // Without it /about/health does not exist. It binds to the loopback address, as do debug and move-endpoints.
      JICOFO_ENABLE_HEALTH_CHECKS: "1",
      JICOFO_MAX_MEMORY: `${heapWithin(resources.memoryMiB, 768)}m`,
      TZ: settings.timeZone,
      XMPP_DOMAIN: xmpp.domain,
      XMPP_HIDDEN_DOMAIN: xmpp.hidden,
      XMPP_MUC_DOMAIN: xmpp.muc,
      // Any value switches Jicofo's jigasi block on (jicofo/rootfs/defaults/jicofo.conf).
      ...(jigasi ? { JIGASI_SIP_URI: jigasi.sipUri } : {}),
    },
    ports: [],
    tmpfs: [...runAndTmp(16, 16), ...empty("/config")],
    probe: probe(shippedHealthCheck, 60),
    resources,
    after: ["prosody"],
    stop: { graceSeconds: 15 },
  };
}
