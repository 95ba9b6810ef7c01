/** What the project's stack configurations deploy. */
import { type Deployment, deployment } from "../../components/deployment";
import { loadSettings } from "../../settings/load";
import { formatProblems } from "../../settings/stackFile";
import { rawOf, root } from "./stackFiles";

/** What a configuration deploys. Throws with all problems when it is not valid. */
export function deploymentOf(
  file: string,
  change: (raw: Record<string, unknown>) => void = () => undefined,
): Deployment {
  const raw = structuredClone(rawOf(file));
  change(raw);
  const loaded = loadSettings(raw, root, { needCredentials: false });
  if ("problems" in loaded) throw new Error(formatProblems(loaded.problems, file));
  return deployment(loaded.settings, loaded.assets);
}
