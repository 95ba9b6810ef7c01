/** Container images that a Debian tree's Docker has when it first starts. */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { PrivateDocker } from "../../images/docker";
import { loadedNote } from "../../pve/lxc/images";
import { must } from "../command";

/** Has a Docker of the same Debian load them, and takes what it made of them. */
export async function loadedInto(tree: string, archive: string): Promise<void> {
  const docker = await PrivateDocker.start();
  try {
    docker.load(archive);
    const place = join(tree, "var/lib/docker");
    mkdirSync(place, { recursive: true, mode: 0o710 });
    // Everything else is about containers, or its own identity.
    await must(["cp", "-a", ...["image", "overlay2"].map((part) => join(docker.data, part)), place]);
    writeFileSync(join(tree, loadedNote), `${imagesName(archive)}\n`);
  } finally {
    await docker.stop();
  }
}

/** What a lab calls an archive of images. */
export const imagesName = (archive: string): string => `${basename(dirname(archive))}.tar`;
