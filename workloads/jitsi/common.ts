/** What all services of docker-jitsi-meet have in common. Source: docker-jitsi-meet stable-11146-2. */
import type { JitsiService } from "../../settings/sections/jitsi";
import type { JitsiSettings } from "../../settings/settings";
import { hardened as common, probe } from "../defaults";
import { jitsiImages } from "../images";
import type { Flow, Probe, Resources, Service, Tmpfs } from "../model";

export { probe };

/** `s6`, the user of every image of docker-jitsi-meet since stable-11146 (base/Dockerfile). */
export const s6User = { uid: 1000, gid: 1000 } as const;

/** XMPP names: they exist only inside the workload, so they are upstream's defaults, written out. */
export const xmpp = {
  domain: "meet.jitsi",
  auth: "auth.meet.jitsi",
  muc: "muc.meet.jitsi",
  internalMuc: "internal-muc.meet.jitsi",
  /** Where people without a token log in. */
  guest: "guest.meet.jitsi",
  lobby: "lobby.meet.jitsi",
  breakout: "breakout.meet.jitsi",
  /** Where recorders and transcribers log in: participants do not see them. */
  hidden: "hidden.meet.jitsi",
  server: "xmpp.meet.jitsi",
  port: 5222,
  httpPort: 5280,
} as const;

/** What a client of Prosody with an account of its own needs to log in. */
export const xmppClientEnv = {
  XMPP_AUTH_DOMAIN: xmpp.auth,
  XMPP_INTERNAL_MUC_DOMAIN: xmpp.internalMuc,
  XMPP_PORT: String(xmpp.port),
  XMPP_SERVER: xmpp.server,
} as const;

/** Docker takes the networks of its containers from these. */
export const dockerNetworks = ["172.16.0.0/12", "192.168.0.0/16"] as const;

/** Where the reverse proxy's requests come from when its own address is not known. */
export const proxyNetworks = (settings: JitsiSettings): readonly string[] =>
  settings.platform === "kubernetes"
    ? // Pods: a network policy lets nobody but the ingress controller's in.
      ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"]
    : dockerNetworks;

export const publicUrl = (settings: JitsiSettings): string => `https://${settings.domain}`;

/** The templates read `1` and `0`; so do the start scripts, which do not know `true`. */
export const flag = (on: boolean): string => (on ? "1" : "0");

/** Jibri runs for recordings and for live streams. */
export const hasJibri = (settings: JitsiSettings): boolean =>
  settings.recording !== undefined || settings.jitsi.features.liveStreaming;

export const imageOf = (settings: JitsiSettings, service: JitsiService): string =>
  settings.jitsi.images[service] ?? jitsiImages[service];

/** Processor and memory limits with the operator's in place of ours; what is set aside never exceeds the limit. */
export function resourcesOf(settings: JitsiSettings, service: JitsiService, ours: Resources): Resources {
  const theirs = settings.jitsi.limits[service];
  const cpus = theirs?.cpus ?? ours.cpus;
  const memoryMiB = theirs?.memory ?? ours.memoryMiB;
  return {
    cpus,
    memoryMiB,
    pids: ours.pids,
    reserve: { cpus: Math.min(ours.reserve.cpus, cpus), memoryMiB: Math.min(ours.reserve.memoryMiB, memoryMiB) },
  };
}

/** Largest Java heap that leaves a quarter of the memory limit to threads, buffers and the JVM itself. */
export const heapWithin = (memoryMiB: number, wantedMiB: number): number =>
  Math.min(wantedMiB, Math.floor(memoryMiB * 0.75));

/** `/run` and `/tmp` as upstream's compose files mount them: s6 keeps its programs in `/run`, hence exec. */
export const runAndTmp = (runMiB: number, tmpMiB: number): readonly Tmpfs[] => [
  { path: "/run", sizeMiB: runMiB, mode: "1750", exec: true },
  { path: "/tmp", sizeMiB: tmpMiB, mode: "1777", exec: false },
];

/** Directories that an image declares as volumes: without a mount, Docker would keep an anonymous volume for each. */
export const empty = (...paths: readonly string[]): readonly Tmpfs[] =>
  paths.map((path) => ({ path, sizeMiB: 1, mode: "0755", exec: false }));

/** Shipped with prosody, jicofo, jvb and jigasi (PATH/rootfs/usr/local/bin/healthcheck.sh): curl on their own health URL. */
export const shippedHealthCheck: Probe["test"] = { exec: ["/usr/local/bin/healthcheck.sh"] };

/** The parts that most services of docker-jitsi-meet share. */
export const hardened = { ...common, user: s6User } as const satisfies Partial<Service>;

/** A control connection to Prosody. */
export const xmppFlow = (from: string): Flow => ({
  from,
  to: "prosody",
  port: xmpp.port,
  protocol: "tcp",
  title: "XMPP",
});
