/** Etherpad: shared notes, reached through the web service at /etherpad/. Source: ether/etherpad-lite 2.0.3 Dockerfile. */
import type { JitsiSettings } from "../../settings/settings";
import type { Service } from "../model";
import { hardened, imageOf, probe, resourcesOf } from "./common";

export const etherpadPort = 9001;

export const etherpad = (settings: JitsiSettings): Service => ({
  ...hardened,
  name: "etherpad",
  title: "Shared notes",
  image: imageOf(settings, "etherpad"),
  env: {
    DEFAULT_PAD_TEXT: "",
    SKIN_NAME: "colibris",
    SKIN_VARIANTS: "super-light-toolbar super-light-editor light-background full-width-editor",
    SUPPRESS_ERRORS_IN_PAD_TEXT: "true",
    TITLE: settings.jitsi.branding.title,
    // Only the web service reaches it.
    TRUST_PROXY: "true",
  },
  ports: [{ name: "http", port: etherpadPort, protocol: "tcp", reach: "internal" }],
  // The notes' database (`var/dirty.db`). A new volume takes over the directory's owner from the image.
  volumes: [{ path: "/opt/etherpad-lite/var", source: { volume: "etherpad" } }],
  tmpfs: [{ path: "/tmp", sizeMiB: 64, mode: "1777", exec: false }],
  // EP_UID and EP_GID of the image.
  user: { uid: 5001, gid: 0 },
  // pnpm and Etherpad's plugin manager write beside their own code at every start.
  readOnly: false,
  probe: probe({ http: { port: etherpadPort, path: "/health" } }, 90),
  resources: resourcesOf(settings, "etherpad", {
    cpus: 1,
    memoryMiB: 768,
    reserve: { cpus: 0.1, memoryMiB: 192 },
    pids: 256,
  }),
  after: [],
  aliases: ["etherpad.meet.jitsi"],
  stop: { graceSeconds: 15 },
  trial: { with: [] },
});
