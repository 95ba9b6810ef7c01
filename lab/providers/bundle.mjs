/** Bundles providers when a source changed: one file starts several times sooner than its parts. */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");
const folder = join(root, "node_modules", ".cache", "parley-providers");

/**
 * Path of an up-to-date bundle of an entry in this folder. Several processes may ask at once: each result is whole,
 * whichever comes last.
 */
export async function bundled(entry) {
  const name = entry.replaceAll("/", "-").replace(/\.ts$/, "");
  const file = join(folder, `${name}.cjs`);
  const record = join(folder, `${name}.inputs.json`);
  if (existsSync(file) && existsSync(record)) {
    const inputs = Object.entries(JSON.parse(readFileSync(record, "utf8")));
    if (inputs.every(([name, time]) => modified(name) === time)) return file;
  }
  const { build } = await import("esbuild");
  mkdirSync(folder, { recursive: true });
  const draft = `.${process.pid}`;
  const result = await build({
    entryPoints: [join(root, "lab", "providers", entry)],
    absWorkingDir: root,
    outfile: file + draft,
    bundle: true,
    minifySyntax: true,
    platform: "node",
    target: "node20",
    // Optional and compiled: ssh2 does without.
    external: ["cpu-features", "*.node"],
    metafile: true,
    logLevel: "error",
  });
  // Packages change with the lockfile only; looking at each of their files would take longer than loading them.
  const own = Object.keys(result.metafile.inputs).filter((name) => !name.startsWith("node_modules/"));
  const inputs = [...own, "package-lock.json"].map((name) => [name, modified(name)]);
  writeFileSync(record + draft, JSON.stringify(Object.fromEntries(inputs)));
  renameSync(file + draft, file);
  renameSync(record + draft, record);
  return file;
}

function modified(name) {
  return statSync(join(root, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
