/** Preview and no-op up of our stacks against an empty program, with the same engine and simulated providers. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../cli/userError";
import { requireEngine } from "../lab/engine/require";
import { simulatedPlace } from "../lab/engine/simulated";
import type { Comparison } from "./compare";
import { type Command, measure } from "./measure";
import { credentialNames, emptyProject, programCopy } from "./projects";

/** Protects nothing: the credentials are made up, and so is what the providers make. */
const passphrase = "parley-bench";

/** Makes the stacks ready and returns what to compare. */
export async function engineBench(root: string, folder: string): Promise<Comparison[]> {
  const engine = await requireEngine();
  for (const part of ["state", "empty", "program"]) rmSync(join(folder, part), { recursive: true, force: true });
  const { environment } = simulatedPlace(engine, folder, passphrase);
  const pulumi = (title: string, cwd: string, args: readonly string[]): Command => ({
    ...{ title, cwd, env: environment, command: [engine.pulumi, ...args, "--non-interactive", "--color=never"] },
  });
  const ours = programCopy(root, folder, ["prod", "demo"]);
  const empty = emptyProject(root, folder);
  // Both are the seeds' deployment, so what one needs, the other needs as well.
  const credentials = credentialNames(root, "demo");
  if (credentials.length === 0)
    throw new UserError("bench: Pulumi.demo.yaml has no credentials to take the names from.");
  for (const stack of ["prod", "demo"]) {
    measure(pulumi(`stack init ${stack}`, ours, ["stack", "init", stack]));
    for (const name of credentials) {
      const set = ["config", "set", "--secret", "--stack", stack, "--path", `parley:credentials.${name}`, "made-up"];
      measure(pulumi(`config set ${name}`, ours, set));
    }
  }
  measure(pulumi("stack init", empty, ["stack", "init", "empty"]));
  const up = (title: string, cwd: string, stack: string) => pulumi(title, cwd, ["up", "--yes", "--stack", stack]);
  const preview = (title: string, cwd: string, stack: string) => pulumi(title, cwd, ["preview", "--stack", stack]);
  const comparisons: Comparison[] = [
    { name: "preview", ours: preview("preview of prod", ours, "prod"), base: preview("empty program", empty, "empty") },
    { name: "up", ours: up("no-op up of demo", ours, "demo"), base: up("empty program, no-op up", empty, "empty") },
  ];
  return comparisons;
}
