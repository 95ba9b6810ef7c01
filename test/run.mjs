#!/usr/bin/env node
/**
 * `npm test` and `npm run e2e`: sets itself up, runs every check, says what it could not do, and ends with the line
 * `N passed, N failed`.
 *
 * Each stage counts as one check, except that every Jest test counts for itself.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const started = Date.now();
let passed = 0;
let failed = 0;

const arguments_ = process.argv.slice(2);
if (arguments_.includes("--help")) {
  console.log(
    `Usage: npm test | npm run e2e | node test/run.mjs [test|e2e] [stage …]\n\nStages: ${names().join(", ")}`,
  );
  process.exit(0);
}
const plan = arguments_[0] === "e2e" ? e2e() : test();
const wanted = arguments_.filter((word) => word !== "e2e" && word !== "test");
for (const word of wanted) {
  if (!plan.some(([name]) => name === word)) {
    console.error(`There is no stage ${word}. There are: ${names().join(", ")}`);
    process.exit(2);
  }
}
// Installs the packages when needed, by the tool's own launcher: one way to do it.
if (
  spawnSync(process.execPath, [join(root, "bin/parley.mjs"), "--version"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  }).status !== 0
) {
  process.exit(1);
}
for (const [name, run] of plan) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const began = Date.now();
  console.log(`\n── ${name}`);
  run();
  console.log(`── ${name}: ${seconds(began)} s`);
}
console.log(`\n${seconds(started)} s in all`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function test() {
  return [
    ["types", () => check("tsc", ["--noCheck", "false"])],
    ["lint", () => check("biome", ["ci", "--error-on-warnings", ...(process.env.CI ? ["--colors=off"] : []), "."])],
    ["docs", () => check("node", ["bin/parley.mjs", "docs", "--check"])],
    ["unit", () => jest(["--testPathIgnorePatterns", "\\.(engine|tools|net|e2e)\\.test\\.ts$"])],
    ["tools", tools],
    ["engine", engine],
  ];
}

/** Rendered files, read by the programs that will read them, and real packets and servers in namespaces of their own. */
function tools() {
  const ready = spawnSync(process.execPath, ["bin/parley.mjs", "checks"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (ready.status === 0) {
    const path = `${ready.stdout.trim()}:${process.env.PATH}`;
    jest(["--testPathPatterns", "\\.(tools|net)\\.test\\.ts$", "--runInBand"], { PATH: path });
  } else if (process.env.CI) failed += 1;
  else
    console.log(
      "Not done here: rendered files were not read by docker compose, nft, Traefik, Caddy, ddclient and BIND.",
    );
}

/** The real engine with simulated providers. Where none can be had, the run says so; CI always has one. */
function engine() {
  const found = run(process.execPath, ["bin/parley.mjs", "pulumi", "version"]) === 0;
  if (found || process.env.CI) jest(["--testPathPatterns", "\\.engine\\.test\\.ts$", "--runInBand"]);
  else console.log("Not done here: the stacks were not run through the real engine.");
}

function e2e() {
  return [["e2e", lab]];
}

/** Against the real thing, in namespaces and containers of the lab's own. */
function lab() {
  const ready = spawnSync(process.execPath, ["bin/parley.mjs", "lab", "prepare"], { cwd: root, stdio: "inherit" });
  // Each file has a lab of its own, and waits for a third of its time. More than four labs at once run out of kernel keys.
  const atOnce = Math.min(4, availableParallelism() + 1);
  const order = ["--testSequencer", join(root, "test/e2e/longestFirst.cjs")];
  if (ready.status === 0) jest(["--testPathPatterns", "\\.e2e\\.test\\.ts$", "--maxWorkers", `${atOnce}`, ...order]);
  else failed += 1;
}

function names() {
  return [...test(), ...e2e()].map(([name]) => name);
}

function check(command, args) {
  const local = command === "node" ? process.execPath : join(root, "node_modules", ".bin", command);
  if (run(local, args) === 0) passed += 1;
  else failed += 1;
}

/** Runs Jest and adds its tests to the count. A suite that cannot even be loaded counts as a failure. */
function jest(args, environment = {}) {
  const folder = mkdtempSync(join(tmpdir(), "parley-test-"));
  const report = join(folder, "report.json");
  const ci = process.env.CI ? ["--ci"] : [];
  const status = run(
    join(root, "node_modules/.bin/jest"),
    [...args, ...ci, "--json", "--outputFile", report],
    environment,
  );
  try {
    const result = JSON.parse(readFileSync(report, "utf8"));
    passed += result.numPassedTests;
    // A skipped test is a check that did not happen: in CI that is a failure.
    const skipped = process.env.CI ? result.numPendingTests + result.numTodoTests : 0;
    failed += result.numFailedTests + result.numRuntimeErrorTestSuites + skipped;
    if (status !== 0 && result.success) failed += 1;
  } catch {
    failed += 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command, args, environment = {}) {
  // Jest's JSON goes to its file; what it prints for people goes to standard error.
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PARLEY_ROOT: root, ...environment },
  });
  return done.status ?? 1;
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}
