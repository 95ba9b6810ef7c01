/** How the benchmark counts. */
import { median } from "../../bench/compare";
import { childTimes, measure } from "../../bench/measure";

it("reads what shells print", () => {
  expect(childTimes("0m0.00s 0m0.00s\n0m1.25s 0m0.50s\n")).toBeCloseTo(1.75);
  expect(childTimes("0m0,001s 0m0,002s\n2m3,500s 0m0,250s\n")).toBeCloseTo(123.75);
});

it("takes the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it("counts what a child and its children use", () => {
  const spin = "const end = Date.now() + 300; while (Date.now() < end);";
  const nested = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(spin)}])`;
  const { cpu, wall } = measure({ title: "spin", command: [process.execPath, "-e", nested], cwd: process.cwd() });
  expect(cpu).toBeGreaterThan(0.1);
  expect(wall).toBeGreaterThan(0.3);
});

it("says what failed", () => {
  const failing = { title: "that", command: ["sh", "-c", "echo because; exit 3"], cwd: process.cwd() };
  expect(() => measure(failing)).toThrow(/that failed:\nbecause/);
});
