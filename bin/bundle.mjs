/**
 * Bundles TypeScript when a source changed: a bundle loads in a fraction of the time that compiling on the fly, or
 * loading each file by itself, takes. The command line, the providers and the program are started from bundles.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const formats = {
  esm: {
    format: "esm",
    splitting: true,
    outExtension: { ".js": ".mjs" },
    // CommonJS packages inside an ES module bundle still ask for these.
    banner: {
      js: `import { createRequire as __cr } from "node:module";
const require = __cr(import.meta.url), __dirname = require("node:path").dirname(require("node:url").fileURLToPath(import.meta.url));`,
    },
  },
  cjs: { format: "cjs", outExtension: { ".js": ".cjs" } },
};

/** A build that is not the latest may still be loaded from by a process that runs. */
const keptFor = 3600_000;

/**
 * Path of an up-to-date bundle. Several processes may ask at once: each build has a folder of its own.
 *
 * @param root the project's folder
 * @param name folder of the builds in node_modules/.cache
 * @param entry source file, from the root
 * @param external packages that are not bundled
 * @param format `esm`, or `cjs` where packages fill their exports only when they are asked for (as Pulumi's SDKs do)
 */
export async function bundled(root, name, entry, external = [], format = "esm") {
  const folder = join(root, "node_modules", ".cache", name);
  const record = join(folder, "inputs.json");
  const modified = (file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (existsSync(record)) {
    const known = JSON.parse(readFileSync(record, "utf8"));
    if (Object.entries(known.inputs).every(([file, time]) => modified(file) === time)) return join(folder, known.entry);
  }
  const { build } = await import("esbuild");
  const own = `build-${process.pid}-${Date.now()}`;
  mkdirSync(join(folder, own), { recursive: true });
  const result = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    outdir: join(folder, own),
    bundle: true,
    // A copy of the program that links to the rest has the same sources under the same names, and the same bundle.
    preserveSymlinks: true,
    minifySyntax: true,
    platform: "node",
    target: "node20",
    metafile: true,
    logLevel: "error",
    external: ["esbuild", ...external],
    ...formats[format],
  });
  // Packages change with the lockfile only; looking at each of their files would take longer than loading them.
  const sources = Object.keys(result.metafile.inputs).filter((file) => !file.includes("node_modules/"));
  const inputs = Object.fromEntries([...sources, "package-lock.json"].map((file) => [file, modified(file)]));
  const built = join(own, basename(entry).replace(/\.ts$/, formats[format].outExtension[".js"]));
  const draft = `${record}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ entry: built, inputs }));
  renameSync(draft, record);
  for (const old of readdirSync(folder).filter((one) => one.startsWith("build-") && one !== own)) {
    const { mtimeMs = Date.now() } = statSync(join(folder, old), { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > keptFor) rmSync(join(folder, old), { recursive: true, force: true });
  }
  return join(folder, built);
}
