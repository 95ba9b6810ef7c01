import { relative } from "node:path";
import { projectRoot } from "./root";

/** Where the user is: npm starts commands in the project's folder and keeps the user's own in INIT_CWD. */
export function workingDirectory(): string {
  const here = process.cwd();
  const startedByNpm = relative(projectRoot(), here) === "";
  return (startedByNpm ? process.env.INIT_CWD : undefined) ?? here;
}
