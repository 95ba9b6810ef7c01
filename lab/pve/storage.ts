/** The node's two storages: `local` keeps files, `local-lvm` containers' disks. */
import { createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { digest } from "../build/digest";
import { died, invalid } from "./failure";
import type { Parameters } from "./router";
import type { Work } from "./tasks";

const contents: Readonly<Record<string, readonly string[]>> = {
  local: ["vztmpl", "iso", "snippets", "backup"],
  "local-lvm": ["rootdir", "images"],
};

export class Storage {
  constructor(private readonly folder: string) {
    for (const name of Object.keys(contents)) mkdirSync(join(folder, name), { recursive: true });
  }

  list() {
    const numbers = { total: 1e11, used: 1e10, avail: 9e10 };
    return Object.entries(contents).map(([storage, content]) => ({
      storage,
      type: storage === "local" ? "dir" : "lvmthin",
      content: content.join(","),
      ...{ active: 1, enabled: 1, shared: 0 },
      ...numbers,
    }));
  }

  /** Refuses a storage that is not there or does not hold this kind of thing. */
  require(storage: string, content: string): void {
    const kinds = contents[storage];
    if (!kinds) throw died(`storage '${storage}' does not exist`);
    if (!kinds.includes(content)) throw died(`storage '${storage}' does not support content type '${content}'`);
  }

  files(storage: string) {
    if (!contents[storage]) throw died(`storage '${storage}' does not exist`);
    if (storage !== "local") return [];
    return (contents.local ?? [])
      .filter((content) => existsSync(join(this.folder, "local", content)))
      .flatMap((content) => readdirSync(join(this.folder, "local", content)).map((name) => ({ content, name })))
      .filter(({ name }) => !name.endsWith(".draft"))
      .map(({ content, name }) => {
        const { size, ctimeMs } = statSync(join(this.folder, "local", content, name));
        const format = /\.tar\.(\w+)$/.exec(name)?.[1];
        const ctime = Math.floor(ctimeMs / 1000);
        return { volid: `local:${content}/${name}`, content, format: format ? `t${format}` : "raw", size, ctime };
      });
  }

  /** Path of a file by its volume id, given with or without the storage's name. */
  file(volume: string): string {
    const found = /^(?:local:)?(\w+)\/([^/]+)$/.exec(volume);
    const path = found ? join(this.folder, "local", found[1] ?? "", found[2] ?? "") : "";
    if (!found || !existsSync(path)) throw died(`volume '${volume}' does not exist`);
    return path;
  }

  /** The file of a container's disk; it need not be there yet. */
  disk = (volume: string): string => join(this.folder, ...volume.split(":").slice(0, 2));

  remove = (volume: string): void => rmSync(this.file(volume));

  /** What downloads a file and checks it. */
  download(storage: string, given: Parameters): Work {
    const { url = "", filename = "", content = "", checksum } = given;
    const algorithm = given["checksum-algorithm"];
    this.require(storage, content);
    if (!/^[\w.+-]+$/.test(filename)) throw invalid("filename", "illegal characters");
    if ((checksum === undefined) !== (algorithm === undefined)) throw invalid("checksum", "needs checksum-algorithm");
    const path = join(this.folder, storage, content, filename);
    if (existsSync(path)) throw died(`refusing to override existing file '${path}'`);
    return async (log) => {
      log(`downloading ${url} to ${path}`);
      mkdirSync(join(path, ".."), { recursive: true });
      const draft = `${path}.draft`;
      try {
        const answer = await fetch(url, { signal: AbortSignal.timeout(300_000) });
        if (!answer.ok || !answer.body) throw new Error(`download failed: ${answer.status} ${answer.statusText}`);
        await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(draft));
        if (checksum && algorithm) await verify(draft, algorithm, checksum);
        renameSync(draft, path);
        log(`download of '${url}' to '${path}' finished`);
      } finally {
        rmSync(draft, { force: true });
      }
    };
  }
}

async function verify(file: string, algorithm: string, expected: string): Promise<void> {
  const got = await digest(file, algorithm);
  if (got !== expected.toLowerCase()) throw new Error(`checksum mismatch: got '${got}' != expect '${expected}'`);
}
