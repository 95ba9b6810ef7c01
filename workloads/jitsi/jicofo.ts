/** Jicofo: the focus of every conference; chooses the bridge, invites recorders and gateways. */
import type { JitsiSettings } from "../../settings/settings";
import type { Service } from "../model";
import { secret } from "../value";
import { relays } from "./bridges";
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
import { hasMonitor, monitored } from "./metrics";
import { jicofoTokenEnv } from "./tokens";

export function jicofo(settings: JitsiSettings): Service {
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
      ...(relays(settings)
        ? { ENABLE_OCTO: "1", OCTO_BRIDGE_SELECTION_STRATEGY: "RegionBasedBridgeSelectionStrategy" }
        : {}),
      // Its REST interface leaves the loopback address only where a network policy guards it.
      ...(hasMonitor(settings) ? { JICOFO_ENABLE_REST: "1" } : {}),
      // Any value switches Jicofo's jigasi block on (jicofo/rootfs/defaults/jicofo.conf).
      ...jicofoTokenEnv(settings),
      ...(jigasi ? { JIGASI_SIP_URI: jigasi.sipUri } : {}),
    },
    ports: [],
    tmpfs: [...runAndTmp(16, 16), ...empty("/config")],
    probe: probe(shippedHealthCheck, 60),
    resources,
    ...monitored(settings, { port: 8888, path: "/metrics" }),
    after: ["prosody"],
    stop: { graceSeconds: 15 },
    // Healthy only while there is a bridge (JicofoHealthChecker.kt).
    trial: { with: ["prosody", "jvb"] },
  };
}
