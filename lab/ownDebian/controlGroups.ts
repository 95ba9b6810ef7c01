/** Control groups for containers, which the kernel does not remove by itself when those are gone. */
import { existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";

const base = "/sys/fs/cgroup";

/** Makes the groups of a name below every controller (version 1), or the one (version 2). */
export function makeGroups(name: string): void {
  const whole = existsSync(join(base, "cgroup.controllers"));
  const controllers = readdirSync(base).map((controller) => join(base, controller));
  const tops = whole ? [base] : controllers.filter((top) => lstatSync(top).isDirectory());
  for (const top of tops) mkdirSync(join(top, name), { recursive: true });
}

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
