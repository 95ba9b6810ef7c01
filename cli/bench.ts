/** `parley bench`: what the plan and the program cost, as ratios that mean the same on every machine. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import colors from "picocolors";
import { type Comparison, compare, type Result } from "../bench/compare";
import { engineBench } from "../bench/engineBench";
import { planBench } from "../bench/planBench";
import { projectRoot } from "./root";
import { UserError } from "./userError";

export interface BenchOptions {
  readonly runs: string;
  readonly json?: boolean;
  /** One of `plan`, `preview`, `up`. */
  readonly only?: string;
}

const parts = ["plan", "preview", "up"];

export async function bench({ runs, json, only }: BenchOptions): Promise<void> {
  const count = Number(runs);
  if (!Number.isInteger(count) || count < 1) throw new UserError("--runs takes a whole number of at least 1.", 2);
  if (only !== undefined && !parts.includes(only)) throw new UserError(`--only takes one of ${parts.join(", ")}.`, 2);
  const root = projectRoot();
  const folder = join(root, ".parley", "bench");
  mkdirSync(folder, { recursive: true });
  const wanted = (one: Comparison) => only === undefined || one.name === only;
  const comparisons = [planBench(root, folder), ...(only === "plan" ? [] : await engineBench(root, folder))];
  const results = comparisons.filter(wanted).map((one) => {
    process.stderr.write(`bench: ${one.ours.title} against ${one.base.title}, ${count + 1} runs each …\n`);
    return compare(one, count);
  });
  process.stdout.write(table(results));
  if (json) writeFileSync(join(folder, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
}

function table(results: readonly Result[]): string {
  const seconds = (value: number) => `${value.toFixed(2)} s`;
  const rows = results.map(({ ours, base, times, ratio }) => [
    ours,
    `${seconds(times.ours.wall)} / ${seconds(times.ours.cpu)}`,
    base,
    `${seconds(times.base.wall)} / ${seconds(times.base.cpu)}`,
    `${ratio.wall.toFixed(2)} / ${ratio.cpu.toFixed(2)}`,
  ]);
  const heads = ["what", "wall / CPU", "against", "wall / CPU", "ratio wall / CPU"];
  const widths = heads.map((_, i) => Math.max(...[heads, ...rows].map((row) => (row[i] ?? "").length)));
  const line = (row: readonly string[]) =>
    row
      .map((one, i) => one.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return `${[colors.bold(line(heads)), ...rows.map(line), "", `Medians of ${results[0]?.runs ?? 0} alternating runs.`].join("\n")}\n`;
}
