/** The image in which the node's own pods run: Debian, and programs that the node brings. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { provide } from "../../build/cache";
import { manifest, writeArchive } from "../../images/archive";
import { debianLayer } from "../../images/debian";
import { imageOf, path } from "../../images/image";
import { sha256 } from "../../images/layer";
import { pauseImage } from "./files";

const labels = { title: (name: string) => `Parley's ${name}`, description: "Holds a pod's namespaces." };

/** Path of an archive with it; its one layer is the one below all stand-ins. */
export async function nodeImage(): Promise<string> {
  const image = imageOf(pauseImage, [await debianLayer()], { Env: [path], Cmd: ["sleep", "infinity"] }, labels);
  const folder = await provide({
    name: `node-image-${sha256(manifest([image])).slice(0, 12)}`,
    works: async (folder) => existsSync(join(folder, "complete.tar")),
    make: (folder) => writeArchive(join(folder, "complete.tar"), [image]),
  });
  return join(folder, "complete.tar");
}
