/** Every stack configuration of the project: what the tests run through. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseStackFile } from "../../settings/stackFile";

export const root = resolve(__dirname, "../..");

/** Paths relative to the project, sorted. */
export const stackFiles: readonly string[] = [
  ...readdirSync(root).filter((file) => /^Pulumi\..+\.yaml$/.test(file)),
  ...readdirSync(join(root, "examples"))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => join("examples", file)),
].sort();

export const rawOf = (file: string): Record<string, unknown> => ({
  ...parseStackFile(readFileSync(join(root, file), "utf8")).raw,
});
