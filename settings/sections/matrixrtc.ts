/** Calls for a Matrix homeserver: LiveKit, the service that lets people in, Element Call. */
import { z } from "zod";
import { checked, domainName, imageReference, isHostName, port } from "../fields";
import { livekitConfig } from "./livekitConfig";
import { fullAccess, synapse } from "./synapse";
import { turn } from "./turn";

export const matrixrtcServices = ["livekit", "lk-jwt-service", "element-call", "redis", "synapse", "postgres"] as const;
export type MatrixrtcService = (typeof matrixrtcServices)[number];

/** TCP ports inside LiveKit's container that nobody can choose. */
export const livekitPorts = { signalling: 7880, turn: 5349, metrics: 6789 } as const;

const homeserver = z.strictObject({
  name: domainName().describe("Server name: what stands behind the colon of its users' ids."),
  baseUrl: checked(
    (value) => /^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/.test(value) && URL.canParse(value),
    "is not an https:// address without a path",
    "for example https://matrix.example.org",
  ).describe("Address of its client-server API."),
  fullAccess: fullAccess().describe(
    "Server names whose users may start calls; `name` alone when left out. Users of others may join them, to watch and listen: they are seen and heard by way of their own homeserver's LiveKit.",
  ),
  federation: checked(
    (value) => {
      const [host = "", number, ...rest] = value.split(":");
      return isHostName(host) && rest.length === 0 && Number(number) > 0 && Number(number) < 65_536;
    },
    "is not a host with a port",
    "for example matrix.example.org:443",
  )
    .optional()
    .describe(
      "Where other homeservers reach it, when `domain` is its own name: served as `/.well-known/matrix/server`. Without it, that file is not found there.",
    ),
});

export const livekit = z
  .strictObject({
    udpPort: port().default(7882).describe("UDP port for media, the same outside and inside."),
    tcpPort: port().default(7881).describe("TCP port for media where UDP is blocked, the same outside and inside."),
    turn: turn
      .optional()
      .describe(
        "LiveKit's own TURN server over TLS, for clients that may open nothing but TCP 443: it relays their media to LiveKit. Off when left out, and not on Kubernetes.",
      ),
    cpus: z.number().min(0.1).max(512).default(4).describe("Processor limit, cores."),
    memory: z.int().min(128).default(4096).describe("Memory limit, MiB."),
    tracks: z
      .int()
      .min(1)
      .optional()
      .describe(
        "Most tracks, in and out, muted ones too; then nobody else gets in, not even into calls that are held. 400 for each core when left out: a call of n people takes 2n² (docs/capacity.md).",
      ),
    megabytesPerSecond: z
      .int()
      .min(1)
      .default(1000)
      .describe("Most traffic, in and out, before new rooms are refused, megabytes per second."),
    drain: z
      .int()
      .min(1)
      .max(18_000)
      .default(300)
      .describe(
        "Longest that a stopping LiveKit waits for its calls to end, seconds. An `up` that changes LiveKit waits as long, and new calls are refused meanwhile.",
      ),
    config: livekitConfig
      .prefault({})
      .describe("Other keys of LiveKit's configuration, under LiveKit's own names. Unknown ones are refused."),
  })
  .prefault({});

export const ports = z
  .strictObject({
    call: port().default(8000).describe("Element Call."),
    jwt: port().default(8001).describe("The service that lets people in (lk-jwt-service)."),
    wellKnown: port().default(8002).describe("`/.well-known/matrix`, when `domain` is the homeserver's own name."),
    sfu: port().default(7880).describe("LiveKit's signalling."),
    homeserver: port().default(8008).describe("The homeserver of Parley's own."),
    turn: port().default(5349).describe("LiveKit's TURN, with `matrixrtc.livekit.turn`."),
  })
  .prefault({});

export const matrixrtc = z.strictObject({
  homeserver: homeserver.optional().describe("The homeserver that you have, which stays yours; this or `synapse`."),
  synapse: synapse
    .optional()
    .describe("A homeserver of Parley's own, for a fresh start, at `domain` beside Element Call."),
  livekit: livekit.describe("The media server (SFU)."),
  ports: ports.describe(
    "Ports on the service's machine where the reverse proxy finds the services; not used in a cluster.",
  ),
  images: z
    .partialRecord(z.enum(matrixrtcServices), imageReference("registry.example.org/livekit/livekit-server:v1.13.9"))
    .default({})
    .describe("Other images by service, for a mirror or a digest."),
});
