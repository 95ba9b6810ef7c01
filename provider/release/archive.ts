/** Deterministic tar archives: the same entries give the same bytes, whenever and wherever. Pure. */
import { pack } from "tar-stream";

export interface ArchiveEntry {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** An uncompressed tar of the entries in their order, each directory before what it holds. */
export async function tarball(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const archive = pack();
  const directories = new Set<string>();
  for (const entry of entries) {
    for (const directory of parents(entry.path)) {
      if (directories.has(directory)) continue;
      directories.add(directory);
      archive.entry({ name: directory, type: "directory", mode: 0o755, mtime: epoch, uid: 0, gid: 0 });
    }
    const { uid, gid } = entry.owner ?? { uid: 0, gid: 0 };
    archive.entry({ name: entry.path, mode: entry.mode, mtime: epoch, uid, gid }, entry.content);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const epoch = new Date(0);

/** `a/b/c` lies in `a/` and `a/b/`. */
function parents(path: string): string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_, i) => `${names.slice(0, i + 1).join("/")}/`);
}
