/** Digests of large files, each read once however often it is asked for, also when it is called differently by then. */
import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { pipeline } from "node:stream/promises";

const known = new Map<string, Promise<string>>();

/** In hexadecimal digits. @param algorithm as OpenSSL calls it */
export function digest(file: string, algorithm: string): Promise<string> {
  const { dev, ino, size, mtimeMs } = statSync(file);
  const key = [algorithm, dev, ino, size, mtimeMs].join(" ");
  const found = known.get(key) ?? read(file, algorithm);
  known.set(key, found);
  return found;
}

async function read(file: string, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
