/**
 * What each stand-in is made of, beside Debian and the program. Contract: docker-jitsi-meet stable-11146-2, each
 * image's Dockerfile; ether/etherpad-lite 2.0.3; jitsi/excalidraw-backend.
 */
import type { jitsiImages } from "../../workloads/images";
import type { ImageConfig } from "./image";
import { type LayerEntry, type Owner, without } from "./layer";

/** A service by the name that it has in the workload. */
export type ImageName = keyof typeof jitsiImages;

export interface Recipe {
  /** Folders of `rootfs`, one layer each. */
  readonly folders: readonly string[];
  /** What git cannot hold: empty directories, owners, links, files taken away. */
  readonly extra: readonly LayerEntry[];
  readonly config: ImageConfig;
}

/** Where the program is in every image. */
export const programPath = "usr/local/lib/stand-in";

const s6: Owner = { uid: 1000, gid: 1000 };
const etherpadUser: Owner = { uid: 5001, gid: 0 };

const directory = (path: string, owner?: Owner): LayerEntry => ({
  path,
  what: { directory: true },
  mode: 0o755,
  owner,
});
const link = (path: string, target: string): LayerEntry => ({ path, what: { link: target }, mode: 0o777 });
const all = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, {}]));

/** An image made on docker-jitsi-meet's base. */
function jitsi(name: string, volumes: readonly string[], extra: readonly LayerEntry[], ports: readonly string[] = []) {
  return {
    folders: ["s6", name],
    extra: [directory("config"), ...extra],
    config: {
      User: "s6",
      Env: ["S6_BEHAVIOUR_IF_STAGE2_FAILS=2", "S6_READ_ONLY_ROOT=1"],
      Entrypoint: ["/init"],
      Volumes: all(volumes),
      ...(ports.length > 0 ? { ExposedPorts: all(ports) } : {}),
    },
  } satisfies Recipe;
}

const jigasi = jitsi("jigasi", ["/config", "/tmp/transcripts"], [directory("tmp/transcripts")]);

export const catalog: Readonly<Record<ImageName, Recipe>> = {
  web: jitsi(
    "web",
    ["/config", "/usr/share/jitsi-meet/transcripts"],
    [
      directory("storage", s6),
      directory("usr/share/jitsi-meet/transcripts"),
      // nginx' temporary files: the root is read-only.
      link("var/lib/nginx", "/run/web/tmp"),
    ],
    ["8000/tcp", "8443/tcp"],
  ),
  prosody: jitsi(
    "prosody",
    ["/config", "/prosody-plugins-custom"],
    [directory("prosody-plugins-custom"), directory("var/lib/prosody", s6)],
    ["5222/tcp", "5280/tcp"],
  ),
  jicofo: jitsi("jicofo", ["/config"], []),
  jvb: jitsi("jvb", ["/config"], []),
  jibri: jitsi("jibri", ["/config"], [directory("storage", s6)]),
  jigasi,
  transcriber: jigasi,
  etherpad: {
    folders: ["etherpad"],
    extra: [
      directory("opt/etherpad-lite", etherpadUser),
      directory("opt/etherpad-lite/src", etherpadUser),
      directory("opt/etherpad-lite/var", etherpadUser),
      link("usr/local/bin/node", `/${programPath}`),
    ],
    config: {
      User: "etherpad",
      Cmd: ["node", "etherpad"],
      WorkingDir: "/opt/etherpad-lite",
      ExposedPorts: all(["9001/tcp"]),
    },
  },
  whiteboard: {
    folders: ["whiteboard"],
    // node:22-slim has neither curl nor wget: probes have to ask with Node.js.
    extra: [without("usr/bin/curl"), link("usr/local/bin/node", `/${programPath}`)],
    config: {
      Cmd: ["npm", "start"],
      WorkingDir: "/excalidraw-backend",
      ExposedPorts: all(["80/tcp", "9090/tcp"]),
    },
  },
};
