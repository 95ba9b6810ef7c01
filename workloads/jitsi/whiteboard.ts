/** Whiteboard: passes drawings on between participants, through the web service at /socket.io/. Source: jitsi/excalidraw-backend. */
import type { JitsiSettings } from "../../settings/settings";
import type { Service } from "../model";
import { hardened, imageOf, probe, resourcesOf } from "./common";

/** Above 1023: it runs without root. The image's own default is 80. */
export const whiteboardPort = 8080;

export const whiteboard = (settings: JitsiSettings): Service => ({
  ...hardened,
  name: "whiteboard",
  title: "Shared whiteboard",
  image: imageOf(settings, "whiteboard"),
  // The image's `npm start` compiles once more before it starts, into a directory it may not write to.
  command: ["node", "dist/index.js"],
  env: { NODE_ENV: "production", PORT: String(whiteboardPort) },
  ports: [{ name: "http", port: whiteboardPort, protocol: "tcp", reach: "internal" }],
  tmpfs: [{ path: "/tmp", sizeMiB: 16, mode: "1777", exec: false }],
  probe: probe({ http: { port: whiteboardPort, path: "/" } }, 20),
  resources: resourcesOf(settings, "whiteboard", {
    cpus: 1,
    memoryMiB: 384,
    reserve: { cpus: 0.1, memoryMiB: 96 },
    pids: 128,
  }),
  after: [],
  aliases: ["whiteboard.meet.jitsi"],
  // It keeps nothing and does not listen for the signal.
  stop: { graceSeconds: 3 },
  trial: { with: [] },
});
