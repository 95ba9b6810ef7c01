/** Copies of the project and an empty one to run the engine on: the user's stack files and stacks stay as they are. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";

/** What the program consists of, as far as the engine runs it. */
const programFiles = [
  "Pulumi.yaml",
  "program.cjs",
  "bin",
  "index.ts",
  "package.json",
  "tsconfig.json",
  "components",
  "provider",
  "settings",
  "workloads",
] as const;

/** The program with its stack files, without their credentials: those are encrypted for someone else. */
export function programCopy(root: string, folder: string, stacks: readonly string[]): string {
  const project = join(folder, "program");
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  for (const file of programFiles) cpSync(join(root, file), join(project, file), { recursive: true });
  for (const stack of stacks) {
    const document = parseDocument(readFileSync(join(root, stackFile(stack)), "utf8"));
    document.delete("encryptionsalt");
    document.deleteIn(["config", "parley:credentials"]);
    writeFileSync(join(project, stackFile(stack)), document.toString());
  }
  return project;
}

/** Names of the credentials that a stack file holds. */
export function credentialNames(root: string, stack: string): string[] {
  const content: unknown = parseDocument(readFileSync(join(root, stackFile(stack)), "utf8")).toJS();
  const { config } = content as { config?: Record<string, unknown> };
  return Object.keys((config?.["parley:credentials"] as object | undefined) ?? {});
}

/** A program that makes nothing: what any Pulumi program costs. It lies inside the project and uses its packages. */
export function emptyProject(root: string, folder: string): string {
  const project = join(folder, "empty");
  mkdirSync(project, { recursive: true });
  for (const file of ["package.json", "tsconfig.json"]) cpSync(join(root, file), join(project, file));
  writeFileSync(join(project, "Pulumi.yaml"), "name: empty\nruntime:\n  name: nodejs\n");
  writeFileSync(join(project, "index.ts"), "export {};\n");
  return project;
}

export const stackFile = (stack: string): string => `Pulumi.${stack}.yaml`;
