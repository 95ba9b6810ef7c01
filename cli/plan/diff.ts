/** `plan --diff REF`: the same configuration with the code and settings of another revision, against now. */
import type { ConfigFile } from "./configFile";
import { changesBetween } from "./diff/changes";
import { planAt } from "./diff/revision";
import { diffText } from "./diff/text";
import type { PlanDocument } from "./document";

/** Returns what to print. */
export async function planDiff(
  config: ConfigFile,
  now: PlanDocument,
  revision: string,
  json: boolean,
): Promise<string> {
  const before = await planAt(config, revision);
  const changes = changesBetween(before, now);
  if (json) return `${JSON.stringify({ against: revision, ...changes }, null, 2)}\n`;
  return diffText(changes, { config: config.label, revision, isNew: before === undefined });
}
