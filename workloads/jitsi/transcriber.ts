/** Transcriber: Jigasi in its other mode; turns speech into subtitles with a speech-to-text service. */
import type { JitsiSettings } from "../../settings/settings";
import type { Service } from "../model";
import { secret } from "../value";
import { hardened, imageOf, xmpp } from "./common";
import { jigasiEnv, jigasiImage } from "./jigasi";

export const transcriber = (settings: JitsiSettings): Service => ({
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
  ...jigasiImage(settings, "transcriber"),
  trial: { with: ["prosody"] },
});
