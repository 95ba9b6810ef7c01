/** MatrixRTC's images: LiveKit and Element Call with the real programs in them, and a stand-in for lk-jwt-service. */
import { readFileSync } from "node:fs";
import { livekitEntries } from "../livekit/server";
import { labAuthority } from "../world/authority";
import { pageEntries } from "./elementCall";
import { makePostgres, makeSynapse } from "./homeserver";
import { type Image, imageOf, path, realLabels, standInLabels } from "./image";
import { type Layer, type LayerEntry, layerOf } from "./layer";
import { type MatrixrtcImage, referenceOf } from "./names";
import { standInProgram } from "./program";

type Make = (
  debian: Layer,
  folder: (name: string) => Promise<Layer>,
  homeserverDebian: () => Promise<Layer>,
) => Promise<Image>;

export const makeMatrixrtc: Readonly<Record<MatrixrtcImage, Make>> = {
  /** On Debian, not on nothing: like the Alpine of LiveKit's own image it has CA certificates and what probes ask with. */
  livekit: async (debian) =>
    imageOf(
      referenceOf("livekit"),
      [debian, await layerOf(await livekitEntries())],
      { Env: [path], Entrypoint: ["/livekit-server"] },
      realLabels("The real server, built from its Go module"),
    ),

  /** As the real one: no shell, no user, nothing but its two programs and what they look up names and certificates with. */
  "lk-jwt-service": async () =>
    imageOf(
      referenceOf("lk-jwt-service"),
      [await layerOf(await jwtServiceEntries())],
      {
        Cmd: ["/lk-jwt-service"],
        ExposedPorts: { "8080/tcp": {} },
        Healthcheck: {
          Test: ["CMD", "/lk-jwt-service-healthcheck"],
          Interval: 30_000_000_000,
          Timeout: 3_000_000_000,
          Retries: 3,
        },
      },
      standInLabels,
    ),

  /** Contract: nginxinc/nginx-unprivileged, on which Element Call's own image is made. */
  "element-call": async (debian, folder) =>
    imageOf(
      referenceOf("element-call"),
      [debian, await folder("element-call"), await layerOf(await pageEntries()), await layerOf(nginxLogs)],
      {
        User: "101",
        Env: [path],
        Entrypoint: ["/docker-entrypoint.sh"],
        Cmd: ["nginx", "-g", "daemon off;"],
        StopSignal: "SIGQUIT",
        ExposedPorts: { "8080/tcp": {} },
      },
      realLabels("Element's built page from npm, with Debian's nginx"),
    ),

  synapse: (_, folder, debian) => makeSynapse(debian, folder),
  postgres: (_, folder, debian) => makePostgres(debian, folder),
};

/** The only certificates that anybody has in the lab are the lab's own. */
async function jwtServiceEntries(): Promise<LayerEntry[]> {
  const program = readFileSync(await standInProgram());
  const authority = readFileSync((await labAuthority()).cert);
  return [
    { path: "lk-jwt-service", what: { file: program }, mode: 0o755 },
    // One program here: it is what it is called.
    { path: "lk-jwt-service-healthcheck", what: { link: "/lk-jwt-service" }, mode: 0o777 },
    { path: "etc/ssl/certs/ca-certificates.crt", what: { file: authority }, mode: 0o644 },
    { path: "etc/nsswitch.conf", what: { file: Buffer.from("hosts: files dns\n") }, mode: 0o644 },
  ];
}

const nginxLogs: readonly LayerEntry[] = [
  { path: "var/log/nginx/access.log", what: { link: "/dev/stdout" }, mode: 0o777 },
  { path: "var/log/nginx/error.log", what: { link: "/dev/stderr" }, mode: 0o777 },
];
