/** Media servers of a cluster (Jitsi's bridges, LiveKit) in numbers: what checks, workloads and renderers have to agree on. */
import type { RawSettings } from "./schema";

type Section = NonNullable<RawSettings["kubernetes"]>;

/** Most of them that a region may come to have. */
export const mostInRegion = ({ bridges }: Section): number => bridges.autoscale?.max ?? bridges.count;

/** Most of them in all regions. */
export const mostInAll = (section: Section): number => mostInRegion(section) * (section.bridges.regions?.length ?? 1);

/** Whether each is told from the others by its port outside, and not by its address. */
export const haveOwnPorts = ({ media }: Section): boolean => media.expose === "nodePort" || media.address !== undefined;

/** The ports outside: the first one's, and how many. @param port where a media server listens when nobody says otherwise */
export const outsidePorts = (section: Section, port: number): { from: number; count: number } => ({
  from: section.media.port ?? (section.media.expose === "nodePort" ? 30_100 : port),
  count: mostInAll(section),
});

/** The setting that says where a media server listens when each has an address of its own, and what it says. */
export const listensOn = ({ service, jitsi, matrixrtc }: RawSettings): { path: string; port: number } =>
  service === "jitsi"
    ? { path: "jitsi.bridge.port", port: jitsi.bridge.port }
    : { path: "matrixrtc.livekit.udpPort", port: matrixrtc?.livekit.udpPort ?? 0 };
