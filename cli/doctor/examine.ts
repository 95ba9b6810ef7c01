/** Asks a running deployment everything that follows from its plan. For the command, and for tests of a lab. */
import type { Deployment } from "../../components/deployment";
import { ask, type Ways } from "./ask";
import { judge } from "./judge";
import type { Finding } from "./step";
import { stepsOf } from "./steps";

/**
 * All steps at once, in the order of the plan; whatever goes wrong is a finding.
 *
 * @param config the configuration as the user knows it: a stack's name or a file.
 */
export const examine = (config: string, deployment: Deployment, ways: Ways): Promise<Finding[]> =>
  Promise.all(
    stepsOf(config, deployment).map(async (step) =>
      judge(step, step.question ? await ask(step.question, ways) : undefined),
    ),
  );
