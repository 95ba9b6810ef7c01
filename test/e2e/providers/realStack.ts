/** A stack under the real engine with the lab's real providers, for tests. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { projectRoot } from "../../../cli/root";
import { realPlace } from "../../../lab/engine/real";
import { anyEngine, type Operation, TestStack } from "../../engine/engine";

/** Everything of the test is in `folder`; `input` is what the program reads next. */
export interface RealStack {
  readonly stack: TestStack;
  readonly folder: string;
  input(value: unknown): void;
  dispose(): void;
}

/** @param program name of the program's module in this folder */
export async function realStack(program: string): Promise<RealStack> {
  const why: string[] = [];
  const engine = await anyEngine(why);
  if (!engine) throw new Error(`no Pulumi engine: ${why.join("; ")}`);
  const folder = mkdtempSync(join(tmpdir(), "parley-real-"));
  const passphrase = "parley-test";
  const place = await realPlace(engine, folder, passphrase);
  const file = join(folder, "input.json");
  const environment = { ...place.environment, PARLEY_TEST_INPUT: file };
  const project = join(folder, "project");
  mkdirSync(project);
  const plugins = "plugins:\n  providers:\n    - name: parley-remote\n      path: provider\n";
  writeFileSync(
    join(project, "Pulumi.yaml"),
    `name: parley-real-test\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.cjs\n${plugins}`,
  );
  writeFileSync(join(project, "index.cjs"), starter(program));
  const stack = new TestStack(engine, project, "test", "copied", passphrase, { ...place, environment });
  const input = (value: unknown) => writeFileSync(file, JSON.stringify(value), { mode: 0o600 });
  input({});
  await stack.init();
  const dispose = () => {
    stack.dispose();
    rmSync(folder, { recursive: true, force: true });
  };
  return { stack, folder, input, dispose };
}

/** Runs the program as the engine runs Parley's own; it stays where it is, because it uses the project's components. */
function starter(program: string): string {
  const root = projectRoot();
  const source = relative(root, join(__dirname, `${program}.ts`));
  const [bundler, ...given] = [join(root, "bin/bundledProgram.cjs"), root, `parley-test-${program}`, source].map(
    (one) => JSON.stringify(one),
  );
  return `module.exports = () => require(${bundler}).bundledProgram(${given.join(", ")});\n`;
}

/** The operation, which has to have succeeded: otherwise the test fails with what the engine said. */
export async function worked(running: Promise<Operation>): Promise<Operation> {
  const done = await running;
  if (done.code !== 0) throw new Error(done.all);
  return done;
}
