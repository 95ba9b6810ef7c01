/** Jobs: done, which they are once. */
import { fullName } from "../names";
import { podProblems } from "./pod";
import { condition, ownedBy, type Rule, warnings, workload } from "./rule";

export const job: Rule = {
  needs: { Event: "v1", Pod: "v1" },
  judge: ({ object, others }) => {
    const { active = 0, succeeded = 0, failed = 0 } = workload(object).status ?? {};
    const over = condition(object, "Failed");
    const progress = `Waiting for Job "${fullName(object)}" to succeed (Active: ${active} | Succeeded: ${succeeded} | Failed: ${failed})`;
    if (over?.status === "True") {
      return { ready: false, failed: true, progress, problems: [`[${over.reason}] ${over.message}`] };
    }
    const pods = (others.Pod ?? []).filter((one) => ownedBy(one, object));
    const ready = condition(object, "Complete")?.status === "True";
    return {
      ready,
      progress,
      problems: ready ? [] : [...warnings(object, others.Event), ...pods.flatMap(podProblems)],
    };
  },
};
