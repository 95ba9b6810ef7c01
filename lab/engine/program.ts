/** The engine's programs, and what version they say they are. */
import { oncePerFile } from "../build/oncePerFile";
import { output } from "../build/process";
import { executable } from "../build/program";

/** The engine's name, and that of its host for programs in TypeScript. */
export const engineName = "pulumi";
export const languageName = "pulumi-language-nodejs";

const version = oncePerFile(async (file) => {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const said = await output(file, ["version"], { env, timeout: 30_000 });
  return said?.trim().match(/^v?(\d+\.\d+\.\d+\S*)$/)?.[1];
});

/** What `pulumi version` says ("3.250.0"), or undefined when the file is no working engine. */
export const engineVersion = async (file: string): Promise<string | undefined> =>
  executable(file) ? version(file) : undefined;
