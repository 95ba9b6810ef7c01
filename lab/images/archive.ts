/** An archive for `docker load`: images that share layers, each layer once. */
import { createReadStream, createWriteStream, statSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { type Pack, pack } from "tar-stream";
import type { Image } from "./image";
import { type Layer, sha256 } from "./layer";

const layerPath = ({ digest }: Layer): string => `${digest}/layer.tar`;
const configPath = ({ config }: Image): string => `${sha256(config)}.json`;

/** What `docker load` reads first, and what the archive's bytes depend on. */
export const manifest = (images: readonly Image[]): string =>
  JSON.stringify(
    images.map((image) => ({
      Config: configPath(image),
      RepoTags: [image.reference],
      Layers: image.layers.map(layerPath),
    })),
  );

export async function writeArchive(file: string, images: readonly Image[]): Promise<void> {
  const archive = pack();
  // Two at once: the archive is read while it is filled, so it need not fit into memory.
  await Promise.all([
    pipeline(archive as unknown as NodeJS.ReadableStream, createWriteStream(file)),
    fill(archive, images),
  ]);
}

async function fill(archive: Pack, images: readonly Image[]): Promise<void> {
  const layers = new Map(images.flatMap((image) => image.layers).map((layer) => [layer.digest, layer]));
  for (const layer of layers.values()) await add(archive, layerPath(layer), layer.content);
  for (const [path, config] of new Map(images.map((image) => [configPath(image), image.config]))) {
    await add(archive, path, { bytes: Buffer.from(config) });
  }
  await add(archive, "manifest.json", { bytes: Buffer.from(manifest(images)) });
  archive.finalize();
}

async function add(archive: Pack, name: string, content: Layer["content"]): Promise<void> {
  const header = { name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 };
  if ("bytes" in content) {
    await new Promise<void>((done, failed) => {
      archive.entry(header, content.bytes, (error) => (error ? failed(error) : done()));
    });
    return;
  }
  const entry = archive.entry({ ...header, size: statSync(content.file).size });
  await pipeline(createReadStream(content.file), entry as unknown as NodeJS.WritableStream);
}
