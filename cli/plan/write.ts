/** Writes a plan to a folder. A former plan there is replaced whole; anything else is left alone. */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "../userError";
import { workingDirectory } from "../workingDirectory";
import type { PlanDocument } from "./document";
import { type PlanFiles, planFiles } from "./planFiles";

/** Lists what a plan wrote, with a hash of each file: how the next one tells its own files from the user's. */
const marker = ".parley-plan";

/** Returns the folder's absolute path. */
export function writePlan(out: string, plan: PlanDocument): string {
  const wanted = resolve(workingDirectory(), out);
  const folder = existsSync(wanted) ? realpathSync(wanted) : wanted;
  refuseOthersFiles(folder, out);
  // Complete beside the old one first: whoever looks, sees one whole plan, the old or the new.
  const draft = `${folder}.new-${process.pid}`;
  const former = `${folder}.old-${process.pid}`;
  try {
    writeTree(draft, planFiles(plan));
    const replaces = existsSync(folder);
    if (replaces) renameSync(folder, former);
    try {
      renameSync(draft, folder);
    } catch (error) {
      if (replaces) renameSync(former, folder);
      throw error;
    }
  } catch (error) {
    throw new UserError(`The plan cannot be written to ${out}: ${error instanceof Error ? error.message : error}`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  rmSync(former, { recursive: true, force: true });
  return folder;
}

function writeTree(folder: string, files: PlanFiles): void {
  const made = new Set<string>();
  const write = (path: string, content: string) => {
    const directory = dirname(join(folder, path));
    if (!made.has(directory)) mkdirSync(directory, { recursive: true });
    made.add(directory);
    writeFileSync(join(folder, path), content);
  };
  for (const [path, content] of files) write(path, content);
  write(marker, [...files].map(([path, content]) => `${hash(content)}  ${path}\n`).join(""));
}

/** Throws when the folder holds a file that a plan did not write, or that somebody changed since. */
function refuseOthersFiles(folder: string, out: string): void {
  if (!existsSync(folder)) return;
  const present = filesIn(folder, out);
  if (present.length === 0) return;
  const record = join(folder, marker);
  const own = new Map(
    (existsSync(record) ? readFileSync(record, "utf8") : "")
      .split("\n")
      .map((line) => [line.slice(66), line.slice(0, 64)]),
  );
  const others = present.filter(
    (path) => path !== marker && own.get(path) !== hash(readFileSync(join(folder, path), "utf8")),
  );
  if (others.length === 0) return;
  const some = others.slice(0, 3).join(", ") + (others.length > 3 ? ` and ${others.length - 3} more` : "");
  throw new UserError(
    `${out} holds files that are not a plan's, or were changed by hand: ${some}.\nNothing was written. Name another folder, or move them away.`,
    2,
  );
}

function filesIn(folder: string, out: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) =>
        join(entry.parentPath ?? entry.path, entry.name)
          .slice(folder.length + 1)
          .replaceAll("\\", "/"),
      )
      .sort();
  } catch {
    throw new UserError(`${out} is not a folder. Name another one.`, 2);
  }
}

const hash = (content: string): string => createHash("sha256").update(content).digest("hex");
