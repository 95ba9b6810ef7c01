/** The program in a folder of its own: its stack file can be changed, everything else is the project's. */
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument, stringify } from "yaml";
import { projectRoot } from "../../cli/root";

export class ProgramCopy {
  constructor(
    readonly folder: string,
    private readonly stack: string,
  ) {
    const root = projectRoot();
    mkdirSync(folder, { recursive: true });
    // With its time, by which a bundle is known to be up to date.
    for (const file of ["index.ts", "program.cjs", "Pulumi.yaml", "package.json", "tsconfig.json"])
      cpSync(join(root, file), join(folder, file), { preserveTimestamps: true });
    for (const name of [
      "bin",
      "components",
      "examples",
      "provider",
      "settings",
      "workloads",
      "node_modules",
      "package-lock.json",
    ]) {
      rmSync(join(folder, name), { force: true });
      symlinkSync(join(root, name), join(folder, name));
    }
  }

  get stackFile(): string {
    return join(this.folder, `Pulumi.${this.stack}.yaml`);
  }

  /** Starts with one of the project's stack files. */
  use(file: string): void {
    cpSync(join(projectRoot(), file), this.stackFile);
  }

  /** Starts with settings, keyed without the prefix. */
  write(settings: Readonly<Record<string, unknown>>): void {
    const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`parley:${key}`, value]));
    writeFileSync(this.stackFile, stringify({ config }));
  }

  /** Changes the stack file as an operator does; undefined takes the value away. */
  set(path: readonly string[], value: unknown): void {
    const document = parseDocument(readFileSync(this.stackFile, "utf8"));
    if (value === undefined) document.deleteIn(["config", ...path]);
    else document.setIn(["config", ...path], value);
    writeFileSync(this.stackFile, document.toString());
  }

  /** Does something with a changed stack file, and puts the file back. */
  async meanwhile<T>(change: () => void, act: () => Promise<T>): Promise<T> {
    const before = readFileSync(this.stackFile, "utf8");
    change();
    try {
      return await act();
    } finally {
      writeFileSync(this.stackFile, before);
    }
  }
}
