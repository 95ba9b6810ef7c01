/** Synapse from PyPI as a layer on Debian 13, where its image has it: below /usr/local, for Debian's own Python. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { provide } from "../build/cache";
import { progress } from "../build/progress";
import { type Layer, sha256 } from "../images/layer";
import { hasLayer, packTree, treeLayer } from "../images/tree";
import { must } from "../world/command";
import { synapsePython } from "./install";

/** Debian 13's. */
const python = "3.13";
const machine = process.arch === "x64" ? "x86_64" : "aarch64";
const requirements = ["requirements.txt", "requirements-image.txt"].map((file) =>
  join(projectRoot(), "lab/synapse", file),
);

/** The layer, made first when needed: half a minute, once. */
export async function synapseLayer(): Promise<Layer> {
  const texts = requirements.map((file) => readFileSync(file, "utf8"));
  const recipe = sha256([python, ...texts].join("\n")).slice(0, 8);
  return treeLayer(await provide({ name: `synapse-layer-1-${process.arch}-${recipe}`, works: hasLayer, make }));
}

async function make(folder: string): Promise<void> {
  const pip = [await synapsePython(), "-m", "pip", "install", "--quiet", "--no-compile", "--no-deps"];
  const display = progress("parley: installing Synapse for its image: half a minute, once");
  try {
    chmodSync(folder, 0o755);
    const tree = join(folder, "tree");
    const library = join(tree, `usr/local/lib/python${python}/dist-packages`);
    const programs = join(tree, "usr/local/bin");
    mkdirSync(library, { recursive: true });
    const wheels = [`manylinux_2_28_${machine}`, `manylinux2014_${machine}`].flatMap((one) => ["--platform", one]);
    const others = ["--python-version", python, "--implementation", "cp", ...wheels, "--only-binary=:all:"];
    const wanted = requirements.flatMap((file) => ["--requirement", file]);
    await must([...pip, "--target", library, ...others, ...wanted], { timeout: 600_000 });
    renameSync(join(library, "bin"), programs);
    for (const name of readdirSync(programs)) {
      // They name the Python that installed them.
      const file = join(programs, name);
      writeFileSync(file, readFileSync(file, "utf8").replace(/^#!.*/, "#!/usr/local/bin/python"));
    }
    await packTree(folder, tree, []);
  } finally {
    display.end();
  }
}
