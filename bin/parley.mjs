#!/usr/bin/env node
/**
 * Starts the command line tool: installs the packages when the lockfile asks for it, bundles cli/ when a source file
 * changed (a bundle loads in a fraction of the time that compiling on the fly takes), and runs it.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const bundle = join(modules, ".cache", "parley");

if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(`Parley needs Node.js 20 or newer, this is ${process.version}. See https://nodejs.org/`);
  process.exit(1);
}
install();
const entry = await bundled();
process.env.PARLEY_ROOT = root;
await import(pathToFileURL(entry).href);

/** `npm ci`, when node_modules is not what the lockfile says. */
function install() {
  const stamp = join(modules, ".parley-lock");
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  // Somebody ran `npm install` themselves: npm's own record is as new as the lockfile, so there is nothing to do.
  const record = join(modules, ".package-lock.json");
  const fresh = existsSync(record) && statSync(record).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
  if (!fresh) {
    console.error("parley: installing packages (once, about a minute) …");
    // npm's words go to our standard error: standard output belongs to the command (`plan --json`).
    const npm = spawnSync("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], {
      cwd: root,
      stdio: ["ignore", process.stderr, "inherit"],
      shell: process.platform === "win32",
    });
    if (npm.status !== 0) {
      console.error("parley: `npm ci` failed, see above. Nothing else was changed; run the same command again.");
      process.exit(1);
    }
  }
  writeFileSync(stamp, lock);
}

/** Path of an up-to-date bundle of cli/main.ts. */
async function bundled() {
  const record = join(bundle, "inputs.json");
  if (existsSync(record)) {
    const known = JSON.parse(readFileSync(record, "utf8"));
    if (Object.entries(known.inputs).every(([file, mtime]) => modified(join(root, file)) === mtime)) {
      return join(bundle, known.entry);
    }
  }
  const { build } = await import("esbuild");
  const name = `build-${process.pid}-${Date.now()}`;
  const outdir = join(bundle, name);
  mkdirSync(outdir, { recursive: true });
  const result = await build({
    entryPoints: [join(root, "cli", "main.ts")],
    absWorkingDir: root,
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    outExtension: { ".js": ".mjs" },
    platform: "node",
    target: "node20",
    metafile: true,
    logLevel: "error",
    loader: { ".sh": "text" },
    external: ["@pulumi/*", "@muhlba91/*", "esbuild", "typescript"],
    // CommonJS packages inside an ES module bundle still call require().
    banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
  });
  const inputs = Object.keys(result.metafile.inputs).map((file) => [file, modified(join(root, file))]);
  const draft = `${record}.${process.pid}`;
  const before = existsSync(record) ? dirname(JSON.parse(readFileSync(record, "utf8")).entry) : undefined;
  writeFileSync(draft, JSON.stringify({ entry: join(name, "main.mjs"), inputs: Object.fromEntries(inputs) }));
  renameSync(draft, record);
  if (before) rmSync(join(bundle, before), { recursive: true, force: true });
  return join(outdir, "main.mjs");
}

function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
