/** Starts a provider from its bundle. The parts that talk to hosts and DNS servers are loaded when they are needed. */
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundled } from "../bin/bundle.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** @param entry source file, from the project's folder; @param name names its bundles */
export async function start(name, entry) {
  // Optional and compiled: ssh2 does without.
  await import(pathToFileURL(await bundled(root, name, entry, ["cpu-features", "*.node"])).href);
}
