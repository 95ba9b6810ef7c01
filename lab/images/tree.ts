/** A whole tree of files as a layer, kept as a file: too large for memory. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Interrupted, run } from "../build/process";
import type { Layer } from "./layer";

/** Whether a folder holds a layer that is whole. */
export const hasLayer = async (folder: string): Promise<boolean> => existsSync(join(folder, "layer.sha256"));

export const treeLayer = (folder: string): Layer => ({
  digest: readFileSync(join(folder, "layer.sha256"), "utf8"),
  content: { file: join(folder, "layer.tar") },
});

/** Packs a tree into the folder's layer, and removes it. @param left patterns of `tar` for what stays out */
export async function packTree(folder: string, tree: string, left: readonly string[]): Promise<void> {
  const file = join(folder, "layer.tar");
  // Names sorted and times the same: what is in it decides about the bytes.
  const order = ["--sort=name", "--mtime=@0", "--numeric-owner", "--format=gnu"];
  await must("tar", ["-C", tree, ...order, ...left.map((pattern) => `--exclude=${pattern}`), "-cf", file, "."]);
  rmSync(tree, { recursive: true });
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  writeFileSync(join(folder, "layer.sha256"), hash.digest("hex"));
}

export async function must(command: string, args: readonly string[]): Promise<void> {
  const ended = await run(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  if (ended.interrupted) throw new Interrupted(ended.interrupted);
  if (ended.code !== 0) throw new Error(`${command} ${args.join(" ")} failed, see above`);
}
