/** Transcriber: Jigasi in its other mode; turns speech into subtitles with a speech-to-text service. */
import type { Settings } from "../../settings/settings";
import type { Service } from "../model";
import { secret } from "../value";
import { empty, hardened, imageOf, probe, resourcesOf, runAndTmp, shippedHealthCheck, xmpp } from "./common";
import { jigasiEnv, transcriptsNowhere } from "./jigasi";

export const transcriber = (settings: Settings): Service => ({
  ...hardened,
  name: "transcriber",
  title: "Transcription",
  image: imageOf(settings, "transcriber"),
  env: {
    ...jigasiEnv(settings),
    JIGASI_MODE: "transcriber",
    // What was said is shown and forgotten; upstream's default would publish a text file of every conference.
    JIGASI_TRANSCRIBER_ENABLE_SAVING: "0",
    JIGASI_TRANSCRIBER_PASSWORD: secret("jigasiTranscriber"),
    JIGASI_TRANSCRIBER_USER: "transcriber",
    XMPP_HIDDEN_DOMAIN: xmpp.hidden,
  },
  ports: [],
  tmpfs: [...runAndTmp(16, 128), ...empty("/config"), ...transcriptsNowhere],
  probe: probe(shippedHealthCheck, 90),
  resources: resourcesOf(settings, "transcriber", {
    cpus: 2,
    memoryMiB: 2048,
    reserve: { cpus: 0.25, memoryMiB: 512 },
    pids: 2048,
  }),
  after: ["prosody"],
  stop: { graceSeconds: 30 },
});
