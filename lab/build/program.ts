/** Programs on this machine: which are there. */
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** Whether a path is a file that may be executed. */
export function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The first program of a name on PATH. */
export function onPath(name: string, path = process.env.PATH ?? ""): string | undefined {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(executable);
}

/** A program in the folder of another one, seen through symbolic links: there the engine itself looks first. */
export function beside(program: string, name: string): string | undefined {
  return [dirname(realpathSync(program)), dirname(program)].map((folder) => join(folder, name)).find(executable);
}
