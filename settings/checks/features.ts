/** Features that need each other. */
import { type CrossCheck, problem } from "./crossCheck";

export const streaming: CrossCheck = {
  rule: "`jitsi.features.liveStreaming` needs `recording`: both are Jibri's work.",
  check: ({ jitsi, recording }) =>
    jitsi.features.liveStreaming && !recording
      ? [
          problem(
            "jitsi.features.liveStreaming",
            "needs a recorder",
            "add `recording: {directory: …}`, or switch it off",
          ),
        ]
      : [],
};
