/** LiveKit's settings for a call through the edge. */
import { livekitReference } from "../../../lab/livekit/server";
import type { MatrixrtcSettings } from "../../../settings/settings";
import { matrixrtcLike } from "../../support/matrixrtc";

/** Published on the edge's public address, beside HTTPS. */
export const ports = { tcp: 7881, udp: 7882 } as const;

/** @param host name of the HTTPS route @param address what clients are told to send media to */
export const livekit = (host: string, address: string): MatrixrtcSettings =>
  matrixrtcLike((raw, section) => {
    Object.assign(raw, { domain: host, dns: { provider: "manual", zone: host, address } });
    section.images = { livekit: livekitReference() };
    section.livekit = { cpus: 2, memory: 512, drain: 2, udpPort: ports.udp, tcpPort: ports.tcp };
  });
