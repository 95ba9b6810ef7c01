/** Plan and preview with more and more bridges, against one: what each further bridge costs. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { requireEngine } from "../lab/engine/require";
import { simulatedPlace } from "../lab/engine/simulated";
import type { Comparison } from "./compare";
import { type Command, measure } from "./measure";
import { programCopy, stackFile } from "./projects";

const counts = [4, 16, 64] as const;

/** Needs no credentials. */
const example = "examples/jitsi-kubernetes.yaml";

const passphrase = "parley-bench";

export async function growthBench(root: string, folder: string): Promise<Comparison[]> {
  const engine = await requireEngine();
  for (const part of ["state", "program"]) rmSync(join(folder, part), { recursive: true, force: true });
  const { environment } = simulatedPlace(engine, folder, passphrase);
  const project = programCopy(root, folder, []);
  const pulumi = (title: string, args: readonly string[]): Command => ({
    ...{ title, cwd: project, env: environment },
    command: [engine.pulumi, ...args, "--non-interactive", "--color=never"],
  });
  const stackOf = (count: number): string => `bridges-${count}`;
  for (const count of [1, ...counts]) {
    writeFileSync(
      join(project, stackFile(stackOf(count))),
      withBridges(readFileSync(join(root, example), "utf8"), count),
    );
    measure(pulumi(`stack init ${stackOf(count)}`, ["stack", "init", stackOf(count)]));
  }
  const plan = (count: number): Command => ({
    title: `plan, ${bridges(count)}`,
    command: [
      process.execPath,
      "bin/parley.mjs",
      "plan",
      join(project, stackFile(stackOf(count))),
      "--out",
      join(folder, "plan"),
    ],
    cwd: root,
  });
  const preview = (count: number) => pulumi(`preview, ${bridges(count)}`, ["preview", "--stack", stackOf(count)]);
  return [plan, preview].flatMap((run) =>
    counts.map((count) => ({ name: `growth of ${run(count).title}`, ours: run(count), base: run(1) })),
  );
}

const bridges = (count: number): string => (count === 1 ? "1 bridge" : `${count} bridges`);

function withBridges(configuration: string, count: number): string {
  const document = parseDocument(configuration);
  document.setIn(["config", "parley:kubernetes", "bridges", "count"], count);
  return document.toString();
}
