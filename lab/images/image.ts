/** One image: its layers and its configuration. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { livekitEntries, livekitReference } from "../livekit/server";
import { catalog, type ImageConfig, programPath } from "./catalog";
import { debianLayer } from "./debian";
import { folderEntries, type Layer, layerOf } from "./layer";
import { type LabImage, parsed, referenceOf, type StandIn } from "./names";
import { standInProgram } from "./program";

export interface Image {
  readonly reference: string;
  readonly layers: readonly Layer[];
  /** The configuration's JSON. */
  readonly config: string;
}

/** Makes images; what several of them share is made once. */
export async function imageMaker(): Promise<(name: LabImage) => Promise<Image>> {
  const debian = await debianLayer();
  const program = once(programLayer);
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
  return async (name) => (name === "livekit" ? livekit(debian) : standIn(name));
}

/** On Debian, not on nothing: like the Alpine of LiveKit's own image it has CA certificates and what probes ask with. */
async function livekit(debian: Layer): Promise<Image> {
  const layers = [debian, await layerOf(await livekitEntries())];
  return imageOf(livekitReference(), layers, { Env: [path], Entrypoint: ["/livekit-server"] }, realLabels);
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

interface Labels {
  readonly title: (name: string) => string;
  readonly description: string;
}

const standInLabels: Labels = {
  title: (name) => `Parley stand-in for ${name}`,
  description: "Simulated: made on the spot, holds the real image's contract only.",
};

const realLabels: Labels = {
  title: (name) => `Made by Parley in place of ${name}`,
  description: "The real server, built from its Go module; the image around it is not the publisher's.",
};

function imageOf(
  reference: string,
  layers: readonly Layer[],
  config: ImageConfig,
  { title, description }: Labels,
): Image {
  const text = JSON.stringify({
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    created: "1970-01-01T00:00:00Z",
    config: {
      ...config,
      Labels: {
        "org.opencontainers.image.title": title(reference.slice(0, reference.lastIndexOf(":"))),
        "org.opencontainers.image.description": description,
        "org.opencontainers.image.version": versionIn(reference),
      },
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
    history: layers.map(() => ({ created: "1970-01-01T00:00:00Z", created_by: "parley" })),
  });
  return { reference, layers, config: text };
}

const versionIn = (reference: string): string => reference.slice(reference.lastIndexOf(":") + 1);

/** What is asked for by several, made for the first of them. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
