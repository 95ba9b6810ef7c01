/** Sections that a service cannot do without, and those that mean nothing to it. */
import { type CrossCheck, problem } from "./crossCheck";

/** Sections without effect on MatrixRTC, and why. */
const notForMatrixrtc = {
  jitsi: "remove the section, or change the service",
  login: "remove it: people log in at their Matrix homeserver",
  recording: "remove it: there is no recorder for MatrixRTC",
} as const;

export const serviceSections: CrossCheck = {
  rule: "`service` and its section belong together: `matrixrtc` needs `matrixrtc`, and refuses `jitsi`, `login` and `recording`; `jitsi` refuses `matrixrtc`.",
  check: ({ service, matrixrtc }, given) => {
    if (service === "jitsi")
      return matrixrtc === undefined
        ? []
        : [problem("matrixrtc", "has no effect with `service: jitsi`", notForMatrixrtc.jitsi)];
    return [
      ...(matrixrtc === undefined
        ? [problem("matrixrtc", "is missing", "`service: matrixrtc` needs this section; see examples/")]
        : []),
      ...Object.entries(notForMatrixrtc)
        .filter(([section]) => given.has(section))
        .map(([section, remedy]) => problem(section, "has no effect with `service: matrixrtc`", remedy)),
    ];
  },
};
