/** LiveKit as the product describes it, without the services whose images cannot be had here. */
import { livekitReference } from "../../../lab/livekit/server";
import { matrixrtc } from "../../../workloads/matrixrtc";
import type { Workload } from "../../../workloads/model";
import { matrixrtcLike } from "../../support/matrixrtc";

/** Published on the edge's public address, beside HTTPS. */
export const ports = { tcp: 7881, udp: 7882 } as const;

/** @param host name of the HTTPS route @param address what clients are told to send media to */
export function livekit(host: string, address: string): Workload {
  const settings = matrixrtcLike((raw, section) => {
    Object.assign(raw, { domain: host, dns: { provider: "manual", zone: host, address } });
    section.images = { livekit: livekitReference() };
    section.livekit = { cpus: 2, memory: 512, drain: 2, udpPort: ports.udp, tcpPort: ports.tcp };
  });
  const whole = matrixrtc(settings);
  return {
    ...whole,
    services: whole.services.filter(({ name }) => name === "livekit"),
    routes: whole.routes.filter(({ service }) => service === "livekit"),
  };
}
