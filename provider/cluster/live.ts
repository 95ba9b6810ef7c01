/** Asks a cluster for all that a deployment needs of it, before anything in it is changed. */
import { randomBytes } from "node:crypto";
import type { Live } from "../protocol/live";
import type { Plain } from "../protocol/resourceType";
import { apiServer } from "./access";
import { clusterFacts } from "./facts";
import { occupied } from "./occupied";
import { clusterProblems, problemsText } from "./problems";
import { preflightInputs } from "./type";

export const preflight: Live = {
  create: async (inputs) => {
    await check(inputs, occupied);
    return { id: randomBytes(8).toString("hex"), computed: {} };
  },
  update: async (_, inputs) => {
    await check(inputs);
    return {};
  },
  delete: async () => {},
};

async function check(given: Plain, more: typeof occupied = async () => []): Promise<void> {
  const { requirements, ...access } = preflightInputs.parse(given);
  const get = await apiServer(access);
  const problems = [
    ...clusterProblems(requirements, await clusterFacts(get, requirements)),
    ...(await more(get, requirements)),
  ];
  if (problems.length > 0) throw new Error(problemsText(problems, "cluster"));
}
