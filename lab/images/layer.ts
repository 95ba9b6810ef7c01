/** Layers of container images: tar archives whose bytes depend on nothing but what is in them. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { pack } from "tar-stream";

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** One file, directory or link of a layer. */
export interface LayerEntry {
  /** Relative to the image's root. */
  readonly path: string;
  readonly what: { readonly file: Buffer } | { readonly directory: true } | { readonly link: string };
  readonly mode: number;
  readonly owner?: Owner;
}

/** A layer's tar, in memory or as a file. */
export interface Layer {
  /** Hexadecimal SHA-256 of the tar. */
  readonly digest: string;
  readonly content: { readonly bytes: Buffer } | { readonly file: string };
}

const epoch = new Date(0);

export async function layerOf(entries: readonly LayerEntry[]): Promise<Layer> {
  const archive = pack();
  for (const { path, what, mode, owner } of [...entries].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const header = { name: path, mode, mtime: epoch, uid: owner?.uid ?? 0, gid: owner?.gid ?? 0 };
    if ("file" in what) archive.entry(header, what.file);
    else if ("link" in what) archive.entry({ ...header, type: "symlink", linkname: what.link });
    else archive.entry({ ...header, type: "directory" });
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  return { digest: sha256(bytes), content: { bytes } };
}

/** Everything below a folder of the project. A text that says by what it is run is a program. */
export function folderEntries(folder: string, below = ""): LayerEntry[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((found): LayerEntry[] => {
    const path = join(below, found.name);
    if (found.isDirectory()) {
      return [{ path, what: { directory: true }, mode: 0o755 }, ...folderEntries(folder, path)];
    }
    if (found.isSymbolicLink()) return [{ path, what: { link: readlinkSync(join(folder, path)) }, mode: 0o777 }];
    const file = readFileSync(join(folder, path));
    return [{ path, what: { file }, mode: file.subarray(0, 2).toString() === "#!" ? 0o755 : 0o644 }];
  });
}

/** Takes a file of the layers below out of the image (OCI image specification, "whiteout"). */
export const without = (path: string): LayerEntry => {
  const names = path.split("/");
  const name = `.wh.${names.pop()}`;
  return { path: [...names, name].join("/"), what: { file: Buffer.alloc(0) }, mode: 0o644 };
};

export const sha256 = (content: Buffer | string): string => createHash("sha256").update(content).digest("hex");
