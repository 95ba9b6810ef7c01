/** The engine, or the end of the command with the reasons why there is none. */
import { UserError } from "../../cli/userError";
import { type Engine, findEngine } from "./find";

export async function requireEngine(): Promise<Engine> {
  const found = await findEngine((line) => process.stderr.write(`${line}\n`));
  if (!("missing" in found)) return found;
  const reasons = found.missing.map((line) => `  - ${line}`).join("\n");
  throw new UserError(
    `There is no Pulumi engine on this machine, and none could be got:\n${reasons}\n` +
      "Install Pulumi (https://www.pulumi.com/docs/install/), or install Go so that it can be built here, or set PULUMI_BIN.",
  );
}
