/** Makes images: their layers, and their configuration. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { catalog, programPath } from "./catalog";
import { debianLayer } from "./debian";
import { homeserverDebian } from "./homeserver";
import { type Image, imageOf, path, standInLabels, versionIn } from "./image";
import { folderEntries, type Layer, layerOf } from "./layer";
import { makeMatrixrtc } from "./matrixrtc";
import { isMatrixrtc, type LabImage, parsed, referenceOf, type StandIn } from "./names";
import { standInProgram } from "./program";

/** Makes images; what several of them share is made once. */
export async function imageMaker(): Promise<(name: LabImage) => Promise<Image>> {
  const debian = await debianLayer();
  const program = once(programLayer);
  const homeserver = once(() => debianLayer(homeserverDebian));
  const folders = new Map<string, Promise<Layer>>();
  const folderLayer = (name: string): Promise<Layer> => {
    const layer = folders.get(name) ?? layerOf(folderEntries(join(projectRoot(), "lab/images/rootfs", name)));
    folders.set(name, layer);
    return layer;
  };
  const standIn = async (name: StandIn): Promise<Image> => {
    const { image, variant } = parsed(name);
    const recipe = catalog[image];
    const own = await Promise.all(recipe.folders.map(folderLayer));
    const extra = recipe.extra.length > 0 ? [await layerOf(recipe.extra)] : [];
    const reference = referenceOf(name);
    const version = versionIn(reference);
    const fault = variant === "exits" || variant === "unhealthy" ? [`STAND_IN_FAULT=${variant}`] : [];
    const env = [path, ...(recipe.config.Env ?? []), `STAND_IN_VERSION=${version}`, ...fault];
    return imageOf(
      reference,
      [debian, await program(), ...own, ...extra],
      { ...recipe.config, Env: env },
      standInLabels,
    );
  };
  return async (name) => (isMatrixrtc(name) ? makeMatrixrtc[name](debian, folderLayer, homeserver) : standIn(name));
}

/** The program, and its name as the first process of an image made on s6-overlay. */
async function programLayer(): Promise<Layer> {
  const file = readFileSync(await standInProgram());
  return layerOf([
    { path: programPath, what: { file }, mode: 0o755 },
    // Root's rights for putting /run in order, as s6-overlay-suexec has them; no-new-privileges takes them away.
    { path: "init", what: { file }, mode: 0o4755 },
  ]);
}

/** What is asked for by several, made for the first of them. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
