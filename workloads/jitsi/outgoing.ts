/** Who talks to the outside first: only a cluster stops it, and it has to be told. */
import type { InCluster, JitsiSettings } from "../../settings/settings";
import { sendsFirst } from "../mediaServers";
import type { Flow } from "../model";
import { bridgesOf } from "./bridges";
import { addressesIn } from "./prosodyOptions";

export function outgoingFlows(settings: InCluster<JitsiSettings>): Flow[] {
  const { features, jigasi } = settings.jitsi;
  const bridges = bridgesOf(settings);
  return [
    ...bridges.map(sendsFirst),
    // JVB_STUN_SERVERS of the image: meet-jit-si-turnrelay.jitsi.net:443. A bridge that gets no answer is not healthy.
    ...(settings.kubernetes.media.stun ? bridges.map(({ name }) => out(name, "udp", 443, "STUN")) : []),
    ...(jigasi ? [out("jigasi", "udp", 1024, "telephone media (RTP)", 65_535)] : []),
    ...(features.liveStreaming
      ? [out("jibri", "tcp", 443, "Live stream (RTMPS)"), out("jibri", "tcp", 1935, "Live stream (RTMP)")]
      : []),
    // Keys for tokens (`cache_keys_url`), reservations, events: modules ask whom their options name.
    ...addressesIn(settings).map(({ hostname, protocol, port }) => {
      const [name, usual] = protocol === "https:" ? (["HTTPS", 443] as const) : (["HTTP", 80] as const);
      return out("prosody", "tcp", port === "" ? usual : Number(port), `${name} to ${hostname}`);
    }),
  ];
}

const out = (from: string, protocol: Flow["protocol"], port: number, title: string, endPort?: number): Flow => ({
  ...{ from, to: "internet", port, protocol, title },
  ...(endPort === undefined ? {} : { endPort }),
});
