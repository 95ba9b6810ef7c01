/** Digests of large files, each read once however often it is asked for. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { oncePerFile } from "./oncePerFile";

const known: Record<string, (file: string) => Promise<string>> = {};

/** In hexadecimal digits. @param algorithm as OpenSSL calls it */
export function digest(file: string, algorithm: string): Promise<string> {
  known[algorithm] ??= oncePerFile(async (one) => {
    const hash = createHash(algorithm);
    await pipeline(createReadStream(one), hash);
    return hash.digest("hex");
  });
  return known[algorithm](file);
}
