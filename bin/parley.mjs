#!/usr/bin/env node
/**
 * Starts the command line tool: installs the packages when the lockfile asks for it, bundles cli/ when a source file
 * changed, and runs it.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundled } from "./bundle.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");

if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(`Parley needs Node.js 20 or newer, this is ${process.version}. See https://nodejs.org/`);
  process.exit(1);
}
install();
const entry = await bundled(root, "parley", "cli/main.ts", ["@pulumi/*", "@muhlba91/*", "typescript"]);
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
