/** `parley bench`: what the plan, the program and a deployment cost, as ratios that mean the same on every machine. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Comparison, compare } from "../bench/compare";
import { engineBench } from "../bench/engineBench";
import { growthBench } from "../bench/growthBench";
import { type LabFigures, labBench } from "../bench/lab/labBench";
import { planBench } from "../bench/planBench";
import { comparisonTable, labTable, mediaTable, udpTable } from "../bench/tables";
import { labObstacle } from "../lab/world/requirements";
import { projectRoot } from "./root";
import { UserError } from "./userError";

export interface BenchOptions {
  readonly runs: string;
  readonly json?: boolean;
  /** One of {@link parts}. */
  readonly only?: string;
}

const parts = ["plan", "engine", "growth", "lab"] as const;
type Part = (typeof parts)[number];

export async function bench({ runs, json, only }: BenchOptions): Promise<void> {
  const count = Number(runs);
  if (!Number.isInteger(count) || count < 1) throw new UserError("--runs takes a whole number of at least 1.", 2);
  if (only !== undefined && !parts.some((part) => part === only))
    throw new UserError(`--only takes one of ${parts.join(", ")}.`, 2);
  const wanted = (part: Part) => only === undefined || only === part;
  const root = projectRoot();
  const folder = join(root, ".parley", "bench");
  mkdirSync(folder, { recursive: true });
  const comparisons = [
    ...(wanted("plan") ? [planBench(root, folder)] : []),
    ...(wanted("engine") ? await engineBench(root, folder) : []),
  ];
  const results = comparisons.map((one) => announced(one, count));
  // Only now: it makes its own stacks where the ones before had theirs.
  const growth = wanted("growth") ? await growthBench(root, folder) : [];
  results.push(...growth.map((one) => announced(one, count)));
  if (results.length > 0) process.stdout.write(comparisonTable(results));
  const inLab = wanted("lab") ? await lab(count) : undefined;
  if (inLab) process.stdout.write(`${labTable(inLab.rows)}\n${udpTable(inLab.udp)}\n${mediaTable(inLab.media)}`);
  if (json) {
    const all = [...results, ...(inLab ? [...inLab.rows, inLab.udp, inLab.media] : [])];
    writeFileSync(join(folder, "results.json"), `${JSON.stringify(all, null, 2)}\n`);
  }
}

function announced(one: Comparison, count: number) {
  process.stderr.write(`bench: ${one.ours.title} against ${one.base.title}, ${count + 1} runs each …\n`);
  return compare(one, count);
}

async function lab(count: number): Promise<LabFigures | undefined> {
  const obstacle = labObstacle();
  if (obstacle === undefined) return labBench(count);
  process.stdout.write(`The lab's part is left out: ${obstacle}.\n`);
  return undefined;
}
