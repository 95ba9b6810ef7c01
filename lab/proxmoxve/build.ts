/** Builds the real Proxmox provider: bpg's Terraform provider behind Pulumi's bridge. */
import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { type GoProgram, provideProgram } from "../build/goProgram";
import { Interrupted, run } from "../build/process";
import { executable } from "../build/program";

/** Read by the provider from its own folder at every start. */
const schema = "schema.json";

const program: GoProgram = {
  recipe: "lab/proxmoxve",
  module: "github.com/bpg/terraform-provider-proxmox",
  package: ".",
  binary: "pulumi-resource-proxmoxve",
  title: "the Proxmox provider",
  sources: ["main.go", "bridge/provider.go", "bridge/tokens.go", "bridge/shortnames.go", "bridge/bridge-metadata.json"],
  works: async (file) => executable(file) && existsSync(join(dirname(file), schema)),
  finish: makeSchema,
};

/** Path of the provider, built first when needed. */
export const proxmoxveProvider = (): Promise<string> => provideProgram(program);

async function makeSchema(file: string, folder: string): Promise<void> {
  const ended = await run(file, ["schema", "--out", folder], { stdio: "ignore", timeout: 5 * 60_000 });
  if (ended.interrupted) throw new Interrupted(ended.interrupted);
  if (ended.code !== 0 || !existsSync(join(folder, schema))) {
    throw new Error("the Proxmox provider could not write its schema");
  }
  // By-products for people who publish a provider.
  for (const name of ["Pulumi.yaml", "bridge-metadata.json"]) rmSync(join(folder, name), { force: true });
}
