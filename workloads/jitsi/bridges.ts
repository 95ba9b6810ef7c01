/** The video bridges: one on a machine, any number in any number of regions in a cluster. */
import type { InCluster, JitsiSettings } from "../../settings/settings";
import { inGroup, type MediaGroup, mediaGroups } from "../mediaServers";
import type { Service } from "../model";
import { fact } from "../value";

export const bridgesOf = (settings: JitsiSettings): MediaGroup[] => mediaGroups(settings, "jvb");

/**
 * Whether bridges pass a conference on to each other (Octo). Always in a cluster, also with one bridge: Jicofo and the
 * bridges have to agree, and a second bridge must change nothing but bridges.
 */
export const relays = (settings: JitsiSettings): boolean => settings.platform === "kubernetes";

/** A bridge among others. */
export function bridgeInCluster(service: Service, settings: InCluster<JitsiSettings>, group: MediaGroup): Service {
  const { bridges, media, monitoring } = settings.kubernetes;
  return {
    ...service,
    ...inGroup(settings.kubernetes, group, { metric: "jitsi_jvb_stress", target: bridges.autoscale?.stress ?? 0.5 }),
    env: {
      ...service.env,
      ENABLE_OCTO: "1",
      JVB_ADVERTISE_IPS: fact("mediaEndpoint"),
      ...(media.stun ? {} : { JVB_DISABLE_STUN: "true" }),
      // Both have to be unique among all bridges.
      JVB_MUC_NICKNAME: fact("replicaName"),
      JVB_OCTO_RELAY_ID: fact("replicaName"),
      JVB_OCTO_REGION: group.region ?? "default",
    },
    // Its REST interface can drain, debug and more: for its own probe only, unless a monitor has to reach it.
    files: monitoring.prometheusOperator
      ? service.files
      : [...service.files, { path: "/config/custom-jvb.conf", content: loopbackOnly }],
    entrypoint: ["/init"],
    ...(monitoring.prometheusOperator ? { metrics: { port: restPort, path: "/metrics" } } : {}),
    stop: { ...service.stop, ...drain(bridges.drainMinutes * 60) },
  };
}

/** Included at the end of jvb.conf (docker-jitsi-meet jvb/rootfs/defaults/jvb.conf). */
const loopbackOnly = "videobridge.http-servers.private.host = 127.0.0.1\n";

/** `videobridge.http-servers.private` of the image's jvb.conf. */
const restPort = 8080;

const drain = (limitSeconds: number): Pick<Service["stop"], "drain"> =>
  limitSeconds === 0 ? {} : { drain: { command: ["/bin/sh", "-c", drainScript(limitSeconds)], limitSeconds } };

/**
 * Jicofo gives a draining bridge no new conference while there is another one (BridgeSelector.kt), and the ones that run
 * go on. Draining is on in the bridge's REST interface by default, unlike the shutdown that would need the whole of
 * Colibri opened (jvb reference.conf); the image has curl and awk.
 */
const drainScript = (limitSeconds: number): string => `bridge=http://127.0.0.1:${restPort}
end=$(($(date +%s) + ${limitSeconds}))
curl -fsS -m 5 -X POST "$bridge/colibri/drain/enable" || exit 0
while [ "$(date +%s)" -lt "$end" ]; do
  # A bridge that does not answer has no conferences any more.
  metrics=$(curl -fsS -m 5 "$bridge/metrics") || exit 0
  running=$(printf '%s\\n' "$metrics" | awk '$1 ~ /^jitsi_jvb_conferences([{]|$)/ { print int($NF); exit }')
  [ "\${running:-0}" -eq 0 ] && exit 0
  sleep 5
done
`;
