/** `parley plan`: everything that a stack would deploy, offline. */
import { configFile } from "./plan/configFile";
import { loadPlan } from "./plan/load";
import { summary } from "./plan/summary";

export interface PlanOptions {
  /** Folder for the rendered files and the report. */
  readonly out?: string;
  readonly json?: boolean;
  /** Git revision to compare with. */
  readonly diff?: string;
}

export async function plan(config: string, options: PlanOptions): Promise<void> {
  const found = configFile(config);
  const document = loadPlan(found);
  let written: string | undefined;
  if (options.out !== undefined) {
    const { writePlan } = await import("./plan/write");
    written = await writePlan(options.out, document);
  }
  if (options.diff !== undefined) {
    const { planDiff } = await import("./plan/diff");
    process.stdout.write(await planDiff(found, document, options.diff, options.json === true));
  } else if (options.json) {
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    process.stdout.write(summary(document, { width: process.stdout.columns ?? 100, written }));
  }
}
