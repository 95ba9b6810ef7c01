/** What is asked of a deployment, in order: all of it follows from its plan. */
import type { Deployment } from "../../../components/deployment";
import { mediaEndpoints } from "../../../components/outputs";
import type { Step } from "../step";
import { adviceFor } from "./advice";
import { jitsiSteps } from "./jitsi";
import { matrixrtcSteps } from "./matrixrtc";
import { mediaSteps } from "./media";
import { turnSteps } from "./turn";
import { webSteps } from "./web";

/** @param config the configuration as the user knows it: a stack's name or a file. */
export function stepsOf(config: string, deployment: Deployment): Step[] {
  const { settings, workload, cluster } = deployment;
  const advice = adviceFor(config, deployment);
  const media = settings.platform === "kubernetes" ? cluster.media : workload.media;
  return [
    ...webSteps(deployment, advice),
    ...(settings.service === "jitsi" ? jitsiSteps(settings, advice) : matrixrtcSteps(settings, advice)),
    ...turnSteps(deployment, advice),
    ...mediaSteps(deployment, mediaEndpoints(settings, media), advice),
  ];
}
