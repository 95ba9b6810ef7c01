/** Every container image, pinned to an exact tag, in this one place. */

/** One release for all of Jitsi: Jicofo never mixes bridge versions, and Prosody's plugins belong to the web client. */
const jitsiRelease = "stable-11146-2";

const jitsiImage = (name: string): string => `ghcr.io/jitsi/${name}:${jitsiRelease}`;

/** docker-jitsi-meet `docker-compose.yml`, `jibri.yml`, `jigasi.yml`, `transcriber.yml`, `etherpad.yml`, `whiteboard.yml`. */
export const jitsiImages = {
  web: jitsiImage("web"),
  prosody: jitsiImage("prosody"),
  jicofo: jitsiImage("jicofo"),
  jvb: jitsiImage("jvb"),
  jibri: jitsiImage("jibri"),
  jigasi: jitsiImage("jigasi"),
  /** The same program as Jigasi; `JIGASI_MODE` decides. */
  transcriber: jitsiImage("jigasi"),
  etherpad: "etherpad/etherpad:2.0.3",
  whiteboard: "jitsi/excalidraw-backend:2026.3.0",
} as const;

/** As Element's own deployment pins them together (ess-helm 26.10.0 for LiveKit, lk-jwt-service and Synapse, and Redis' release line). */
export const matrixrtcImages = {
  livekit: "docker.io/livekit/livekit-server:v1.13.9",
  "lk-jwt-service": "ghcr.io/element-hq/lk-jwt-service:0.8.0",
  "element-call": "ghcr.io/element-hq/element-call:v0.24.0",
  redis: "docker.io/library/redis:7.4.7-alpine",
  synapse: "ghcr.io/element-hq/synapse:v1.162.0",
  /** Another first number needs the data to be carried over by hand. */
  postgres: "docker.io/library/postgres:17.11-trixie",
} as const;
