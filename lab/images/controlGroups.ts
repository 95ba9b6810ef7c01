/** Control groups of containers that are gone: the kernel does not remove them by itself. */
import { existsSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";

const base = "/sys/fs/cgroup";

/** Removes the groups of a name below every controller (version 1), or the one (version 2). */
export function removeGroups(name: string): void {
  for (const group of [join(base, name), ...readdirSync(base).map((controller) => join(base, controller, name))]) {
    removeGroup(group);
  }
}

/** Control groups are directories that only rmdir removes, from below. */
function removeGroup(group: string): void {
  if (!existsSync(group)) return;
  for (const found of readdirSync(group, { withFileTypes: true })) {
    if (found.isDirectory()) removeGroup(join(group, found.name));
  }
  try {
    rmdirSync(group);
  } catch {
    // Its last process is just ending; an empty group harms nobody.
  }
}
