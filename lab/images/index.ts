/**
 * Stand-ins for container images that cannot be pulled here: named and tagged as the real ones, made on the spot.
 *
 * They hold the real ones' contract (users, ports, environment, health URLs, what has to be writable, what is refused);
 * Prosody and nginx in them are real. Nothing else is: no media is passed on, nothing is recorded. LiveKit's, Element
 * Call's, Synapse's and PostgreSQL's images are no stand-ins: what is in them is the real thing.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { provide } from "../build/cache";
import { manifest, writeArchive } from "./archive";
import { sha256 } from "./layer";
import { imageMaker } from "./maker";
import { type LabImage, referenceOf } from "./names";

export { debootstrapObstacle as standInsObstacle } from "../build/debootstrap";
export {
  allImages,
  allStandIns,
  homeserverInLab,
  type LabImage,
  matrixrtcInLab,
  type StandIn,
  type Variant,
} from "./names";

export interface StandIns {
  /** For `docker load`: all of them. */
  readonly archive: string;
  /** Reference by the name that was asked for. */
  readonly images: Readonly<Record<string, string>>;
}

/** Makes what is missing; the same names and the same sources are the same archive. */
export async function standIns(names: readonly LabImage[]): Promise<StandIns> {
  const make = await imageMaker();
  // One program in two modes is one image.
  const distinct = new Map(names.map((name) => [referenceOf(name), name]));
  const images = await Promise.all([...distinct.values()].sort().map(make));
  const kin = "stand-in-images-";
  const folder = await provide({
    name: `${kin}${sha256(manifest(images)).slice(0, 12)}`,
    kin,
    works: async (folder) => existsSync(join(folder, "complete.tar")),
    make: (folder) => writeArchive(join(folder, "complete.tar"), images),
  });
  return {
    archive: join(folder, "complete.tar"),
    images: Object.fromEntries(names.map((name) => [name, referenceOf(name)])),
  };
}
