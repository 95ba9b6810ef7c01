/** The files of a written plan: path within the folder → content. Sorted, so that the same plan gives the same folder. */
import { reportHtml } from "../report/report";
import type { PlanDocument } from "./document";
import { objectFiles } from "./objectFiles";

export type PlanFiles = ReadonlyMap<string, string>;

export function planFiles(plan: PlanDocument): PlanFiles {
  const files = new Map<string, string>();
  for (const release of plan.releases) {
    for (const file of release.files) files.set(`releases/${release.host}/${release.name}/${file.path}`, file.content);
  }
  for (const { path, content } of objectFiles(plan)) files.set(path, content);
  files.set("placed.txt", placedList(plan));
  files.set("plan.json", `${JSON.stringify(plan, null, 2)}\n`);
  files.set("report.html", reportHtml(plan));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Files that stand somewhere else on a host as well, because another program looks for them there. */
function placedList(plan: PlanDocument): string {
  const lines = plan.releases.flatMap((release) =>
    release.placed.map(({ file, at }) => `${release.host}\t${at}\treleases/${release.host}/${release.name}/${file}`),
  );
  return ["# host\tpath on it\tcopy of", ...lines.sort(), ""].join("\n");
}
