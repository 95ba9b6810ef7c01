/** One image: its layers and its configuration. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { catalog, type ImageConfig, programPath } from "./catalog";
import { debianLayer } from "./debian";
import { folderEntries, type Layer, layerOf } from "./layer";
import { parsed, referenceOf, type StandIn } from "./names";
import { standInProgram } from "./program";

export interface Image {
  readonly reference: string;
  readonly layers: readonly Layer[];
  /** The configuration's JSON. */
  readonly config: string;
}

/** Makes images; what several of them share is made once. */
export async function imageMaker(): Promise<(name: StandIn) => Promise<Image>> {
  const shared = [await debianLayer(), await programLayer()];
  const folders = new Map<string, Promise<Layer>>();
  const folderLayer = (name: string): Promise<Layer> => {
    const layer = folders.get(name) ?? layerOf(folderEntries(join(projectRoot(), "lab/images/rootfs", name)));
    folders.set(name, layer);
    return layer;
  };
  return async (name) => {
    const { image, variant } = parsed(name);
    const recipe = catalog[image];
    const own = await Promise.all(recipe.folders.map(folderLayer));
    const layers = [...shared, ...own, ...(recipe.extra.length > 0 ? [await layerOf(recipe.extra)] : [])];
    const reference = referenceOf(name);
    const version = reference.slice(reference.lastIndexOf(":") + 1);
    const fault = variant === "exits" || variant === "unhealthy" ? [`STAND_IN_FAULT=${variant}`] : [];
    const env = [...(recipe.config.Env ?? []), `STAND_IN_VERSION=${version}`, ...fault];
    return {
      reference,
      layers,
      config: configOf(reference, version, { ...recipe.config, Env: [path, ...env] }, layers),
    };
  };
}

const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The program, and its name as the first process of an image made on s6-overlay. */
async function programLayer(): Promise<Layer> {
  const file = readFileSync(await standInProgram());
  return layerOf([
    { path: programPath, what: { file }, mode: 0o755 },
    // Root's rights for putting /run in order, as s6-overlay-suexec has them; no-new-privileges takes them away.
    { path: "init", what: { file }, mode: 0o4755 },
  ]);
}

function configOf(reference: string, version: string, config: ImageConfig, layers: readonly Layer[]): string {
  return JSON.stringify({
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    created: "1970-01-01T00:00:00Z",
    config: {
      ...config,
      Labels: {
        "org.opencontainers.image.title": `Parley stand-in for ${reference.slice(0, reference.lastIndexOf(":"))}`,
        "org.opencontainers.image.description": "Simulated: made on the spot, holds the real image's contract only.",
        "org.opencontainers.image.version": version,
      },
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
    history: layers.map(() => ({ created: "1970-01-01T00:00:00Z", created_by: "parley" })),
  });
}
