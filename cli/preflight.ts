/** `parley preflight`: names what a cluster lacks for a configuration, before anything is changed. */
import { type Access, AccessError, apiServer } from "../provider/cluster/access";
import { clusterFacts } from "../provider/cluster/facts";
import { type ClusterProblem, clusterProblems, problemsText } from "../provider/cluster/problems";
import { configFile } from "./plan/configFile";
import type { PlannedCluster } from "./plan/document";
import { loadPlan } from "./plan/load";
import { driftIn } from "./preflight/running";
import { UserError } from "./userError";

export interface PreflightOptions extends Access {
  /** Also compare the running pods with what the configuration declares. */
  readonly running?: boolean;
}

/** With the operator's own access: a credential in the stack file is encrypted, and only the engine can read it. */
export async function preflight(config: string, options: PreflightOptions): Promise<void> {
  const plan = loadPlan(configFile(config));
  if (!plan.cluster)
    throw new UserError(`${plan.config} has \`platform: ${plan.platform}\`: there is no cluster to ask.`, 2);
  try {
    await ask(plan.cluster, options);
  } catch (error) {
    throw error instanceof AccessError ? new UserError(error.message) : error;
  }
  process.stdout.write(
    options.running ? "The cluster has all it needs, and runs what is declared.\n" : "The cluster has all it needs.\n",
  );
}

async function ask(cluster: PlannedCluster, options: PreflightOptions): Promise<void> {
  const get = await apiServer({
    kubeconfig: options.kubeconfig ?? cluster.kubeconfig,
    context: options.context ?? cluster.context,
  });
  report(clusterProblems(cluster.requirements, await clusterFacts(get, cluster.requirements)), "cluster");
  if (options.running) report(await driftIn(get, cluster), "running pods");
}

function report(problems: readonly ClusterProblem[], what: "cluster" | "running pods"): void {
  if (problems.length > 0) throw new UserError(problemsText(problems, what));
}
