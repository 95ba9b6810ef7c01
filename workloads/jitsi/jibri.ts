/** Jibri: joins a conference with a browser of its own and records or streams what it sees. One conference at a time. */
import type { JitsiSettings } from "../../settings/settings";
import type { Service, Volume } from "../model";
import { secret } from "../value";
import { empty, hardened, imageOf, probe, publicUrl, resourcesOf, runAndTmp, xmpp, xmppClientEnv } from "./common";

/**
 * The recordings' directory as the service's machine sees it; recordings are in `recordings` there, logs in `logs`,
 * as upstream has it: Jibri checks at its start that it may write, and says so when not.
 */
export function recordingDirectory(settings: JitsiSettings): string | undefined {
  if (settings.recording === undefined || settings.platform === "kubernetes") return undefined;
  return settings.platform === "proxmox" ? settings.jitsi.recordingsMount : settings.recording.directory;
}

/** Where it finds that directory. */
export const storagePath = "/storage";

/** The volume in place of a directory, in a cluster. */
export const recordingsVolume = "recordings";

export const jibri = (settings: JitsiSettings): Service => ({
  ...hardened,
  name: "jibri",
  title: "Recording and streaming",
  image: imageOf(settings, "jibri"),
  env: {
    ...xmppClientEnv,
    DISPLAY: ":0",
    JIBRI_RECORDER_PASSWORD: secret("jibriRecorder"),
    JIBRI_RECORDER_USER: "recorder",
    JIBRI_RECORDING_DIR: "/storage/recordings",
    JIBRI_XMPP_PASSWORD: secret("jibriXmpp"),
    JIBRI_XMPP_USER: "jibri",
    PUBLIC_URL: publicUrl(settings),
    TZ: settings.timeZone,
    XMPP_DOMAIN: xmpp.domain,
    XMPP_HIDDEN_DOMAIN: xmpp.hidden,
    XMPP_MUC_DOMAIN: xmpp.muc,
  },
  ports: [],
  volumes: [storage(settings)],
  tmpfs: [...runAndTmp(256, 256), ...empty("/config")],
  probe: probe({ http: { port: 2222, path: "/jibri/api/v1.0/health" } }, 90),
  resources: resourcesOf(settings, "jibri", {
    cpus: 4,
    // Browser, X server and encoder, /dev/shm included. The handbook asks for 8 GB for a whole machine at 720p.
    memoryMiB: 6144,
    reserve: { cpus: 0.5, memoryMiB: 1024 },
    pids: 4096,
  }),
  // The start script refuses to run with less (shm-check).
  sharedMemoryMiB: 2048,
  after: ["jicofo"],
  // Time to write the end of a running recording.
  stop: { graceSeconds: 120 },
  trial: { with: ["prosody"] },
});

/** For live streams alone only logs are kept. */
function storage(settings: JitsiSettings): Volume {
  const directory = recordingDirectory(settings);
  if (directory !== undefined) return { path: storagePath, source: { directory } };
  return { path: storagePath, source: { volume: settings.recording ? recordingsVolume : "jibri" } };
}
