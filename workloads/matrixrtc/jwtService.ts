/**
 * lk-jwt-service: asks a homeserver who somebody is, and lets them into LiveKit. Source: element-hq/lk-jwt-service README.
 *
 * Exactly one: it keeps in memory whose leaving it has to report.
 */
import { homeserverOf } from "../../settings/homeserver";
import type { MatrixrtcSettings } from "../../settings/settings";
import { hardened, probe } from "../defaults";
import type { Probe, Service } from "../model";
import { imageOf, keyFile, ports, sfuUrl } from "./common";

const name = "lk-jwt-service";
const keyPath = "/etc/lk-jwt-service/keys";

/** As the other services reach it. */
export const jwtServiceUrl = `http://${name}:${ports.jwt}`;

export function jwtService(settings: MatrixrtcSettings): Service {
  const homeserver = homeserverOf(settings);
  return {
    ...hardened,
    name,
    title: "Lets Matrix users into calls",
    image: imageOf(settings, name),
    env: {
      // No LIVEKIT_JWT_BIND: with it, the image's own health check of 0.6.0 never succeeds.
      LIVEKIT_CS_API_URL_OVERRIDES: `${homeserver.name}=${homeserver.baseUrl}`,
      LIVEKIT_FULL_ACCESS_HOMESERVERS: (homeserver.fullAccess ?? [homeserver.name]).join(","),
      LIVEKIT_KEY_FILE: keyPath,
      LIVEKIT_URL: sfuUrl(settings),
    },
    files: [keyFile(keyPath)],
    ports: [
      { name: "http", port: ports.jwt, protocol: "tcp", reach: "proxy", published: settings.matrixrtc.ports.jwt },
    ],
    tmpfs: [],
    probe: probe(healthCheck(settings), 20),
    resources: { cpus: 1, memoryMiB: 256, reserve: { cpus: 0.05, memoryMiB: 50 }, pids: 256 },
    // As ess-helm runs it.
    user: { uid: 10_033, gid: 10_033 },
    single: true,
    after: [],
    stop: { graceSeconds: 10 },
    trial: { with: [] },
  };
}

/** Docker asks from inside, where the image has nothing else to ask with, not even a shell; a kubelet asks from outside. */
const healthCheck = ({ platform }: MatrixrtcSettings): Probe["test"] =>
  platform === "kubernetes"
    ? { http: { port: ports.jwt, path: "/healthz" } }
    : { exec: ["/lk-jwt-service-healthcheck"] };
