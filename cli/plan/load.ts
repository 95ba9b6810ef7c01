/** From a configuration file to the plan, without Pulumi. */
import { readFileSync } from "node:fs";
import { deployment } from "../../components/deployment";
import { missingCredentials } from "../../settings/checks/credentials";
import { loadSettings } from "../../settings/load";
import type { Problem } from "../../settings/problems";
import type { Assets, Settings } from "../../settings/settings";
import { formatProblems, parseStackFile } from "../../settings/stackFile";
import { projectRoot } from "../root";
import { UserError } from "../userError";
import type { ConfigFile } from "./configFile";
import { type PlanDocument, planDocument } from "./document";

/** A configuration's settings with the files that they name. Throws a UserError that names every problem. */
export function loadConfig({ file, label }: ConfigFile): { readonly settings: Settings; readonly assets: Assets } {
  const stack = parseStackFile(readFileSync(file, "utf8"));
  if (stack.problems.length > 0) throw invalid(stack.problems, label);
  const loaded = loadSettings(stack.raw, projectRoot(), { needCredentials: false });
  if ("problems" in loaded) throw invalid(loaded.problems, label);
  return loaded;
}

/** Throws a UserError that names every problem of the configuration. */
export function loadPlan(config: ConfigFile): PlanDocument {
  const { settings, assets } = loadConfig(config);
  const planned = planDocument(config.label, deployment(settings, assets));
  const missing = missingCredentials(settings);
  return missing ? { ...planned, notices: [...planned.notices, missing] } : planned;
}

const invalid = (problems: readonly Problem[], label: string): UserError =>
  new UserError(formatProblems(problems, label), 2);
