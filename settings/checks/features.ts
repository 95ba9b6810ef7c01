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

export const guests: CrossCheck = {
  rule: "`login.guests` with tokens needs `jitsi.features.lobby`: that is where guests wait.",
  check: ({ jitsi, login }) =>
    login?.provider === "jwt" && login.guests && !jitsi.features.lobby
      ? [problem("login.guests", "needs a lobby", "switch `jitsi.features.lobby` on, or guests off")]
      : [],
};
