/** A cluster's stack through the real engine with a simulated cluster: what is made, and what a change touches. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProgramCopy } from "../support/programCopy";
import { anyEngine, type Operation, TestStack } from "./engine";

jest.setTimeout(20 * 60_000);

let folder: string;
let program: ProgramCopy;
let stack: TestStack;

beforeAll(async () => {
  const why: string[] = [];
  const engine = await anyEngine(why);
  if (!engine) throw new Error(`no Pulumi engine: ${why.join("; ")}`);
  folder = mkdtempSync(join(tmpdir(), "parley-cluster-"));
  program = new ProgramCopy(folder, "demo");
  program.use("examples/jitsi-kubernetes.yaml");
  stack = new TestStack(engine, folder, "demo", "in place", "parley-demo");
  await stack.init();
});
afterAll(() => {
  stack?.dispose();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const touched = (operation: Operation) =>
  operation.steps
    .filter((step) => step.op !== "same" && step.type.startsWith("kubernetes:"))
    .map((step) => `${step.op} ${step.name.replace("jitsi-kubernetes-", "")}`)
    .sort();

test("everything is put into the cluster, once", async () => {
  const up = await stack.up();
  expect(up.all).not.toContain("error:");
  expect(up.code).toBe(0);
  expect(touched(up).filter((one) => one.includes("jvb"))).toContain("create statefulset-jvb");
  const again = await stack.up();
  expect(again.code).toBe(0);
  expect(again.steps.filter((step) => step.op !== "same")).toEqual([]);
});

test("two bridges more change nothing but bridges", async () => {
  program.set(["parley:kubernetes", "bridges"], { count: 4 });
  const up = await stack.up();
  expect(up.code).toBe(0);
  expect(touched(up)).toEqual([
    "create service-jvb-2",
    "create service-jvb-3",
    "update configmap-jvb-addresses",
    "update statefulset-jvb",
  ]);
});

test("a rotated secret replaces the Secrets that hold it, and rolls their readers", async () => {
  program.set(["parley:secrets"], { rotation: { jvbAuth: 2 } });
  const up = await stack.up();
  expect(up.code).toBe(0);
  const names = new Set(touched(up).map((one) => one.split(" ")[1]));
  expect([...names].sort()).toEqual(["deployment-prosody", "secret-jvb-env", "secret-prosody-env", "statefulset-jvb"]);
});

test("everything goes again", async () => {
  const down = await stack.destroy();
  expect(down.code).toBe(0);
});
