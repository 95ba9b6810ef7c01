/** `npm run doctor` with a lab's stack, from the internet. */
import { projectRoot } from "../../../cli/root";
import { labAuthority } from "../../../lab/world/authority";
import type { LabStack } from "./labStack";

interface Report {
  readonly healthy: boolean;
  readonly findings: readonly { readonly name: string; readonly verdict: string; readonly seen: string }[];
}

/** Verdicts by the name of the step, and what was seen where it is not right. */
export async function doctor({ lab, program }: LabStack): Promise<{ code: number; verdicts: Record<string, string> }> {
  const { cert } = await labAuthority();
  const argv = [
    process.execPath,
    `${projectRoot()}/bin/parley.mjs`,
    "doctor",
    program.stackFile,
    "--json",
    "--ca",
    cert,
  ];
  const { code, stdout, stderr } = await lab.world.exec("client", argv, { timeout: 120_000 });
  if (!stdout) throw new Error(`doctor: ${stderr}`);
  const { findings } = JSON.parse(stdout) as Report;
  const verdicts = findings.map(({ name, verdict, seen }) => [name, verdict === "wrong" ? `wrong: ${seen}` : verdict]);
  return { code, verdicts: Object.fromEntries(verdicts) };
}
