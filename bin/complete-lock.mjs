#!/usr/bin/env node
/**
 * Completes package-lock.json after `npm install` (`npm run lock`).
 *
 * A registry mirror may not carry the packages that tools have for other platforms. npm then leaves them out of the lock,
 * and `npm ci` refuses such a lock everywhere. They are optional: what counts is that each has an entry with its version.
 */
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];
let added = 0;

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (places(path).some((place) => lock.packages[`${place}node_modules/${name}`])) continue;
    const words = name.split(/[/-]/);
    const os = systems.find((system) => words.includes(system));
    const cpu = processors.find((processor) => words.includes(processor));
    if (!os)
      throw new Error(`${name} has no entry, and its name tells no platform: run npm install where it can be fetched`);
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      os: [os],
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`package-lock.json: ${added} platform packages added`);

/** Where Node looks for what a package needs: its own folder first, then outwards. */
function places(path) {
  const steps = path.split("/node_modules/");
  return [...steps.keys()]
    .map((i) => `${steps.slice(0, steps.length - i).join("/node_modules/")}/`)
    .concat("")
    .map((p) => (p === "/" ? "" : p));
}
