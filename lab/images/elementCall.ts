/** Element Call's page as Element builds it, from npm: made for other clients to embed, and the same page by itself. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { matrixrtcImages } from "../../workloads/images";
import { type Entry, provide } from "../build/cache";
import { progress } from "../build/progress";
import { must } from "../world/command";
import { versionIn } from "./image";
import { folderEntries, type LayerEntry } from "./layer";

/** The version of the image that the workload pins. */
const version = versionIn(matrixrtcImages["element-call"]).replace(/^v/, "");
const name = `@element-hq/element-call-embedded@${version}`;
/** SHA-512 of the package, as npm has it. */
const integrity = "mVDrl7ohBrEh2vlXuBN//Nmq8r/FdwbmE0LS0eK+xMIf2bOWBgIKfeODI21Vs+yhu8IiFDhHv7qGQYE39h0reA==";

const entry: Entry = {
  name: `element-call-${version}-1`,
  works: async (folder) => existsSync(join(folder, "app", "index.html")),
  make,
};

/** The page where the image serves it from. It comes without settings: they are mounted. */
export async function pageEntries(): Promise<LayerEntry[]> {
  const folder = await provide(entry);
  return folderEntries(folder).filter(({ path }) => path !== "app/config.json" && !path.endsWith(".map"));
}

async function make(folder: string): Promise<void> {
  const display = progress(`parley: fetching Element Call ${version}`);
  try {
    const said = await must(["npm", "pack", "--silent", name], { cwd: folder, timeout: 300_000 });
    const archive = join(folder, said.trim().split("\n").at(-1) ?? "");
    if (createHash("sha512").update(readFileSync(archive)).digest("base64") !== integrity) {
      throw new Error(`${name} is not what it was: its checksum differs from the one in lab/images/elementCall.ts`);
    }
    mkdirSync(join(folder, "unpacked"));
    await must(["tar", "-C", join(folder, "unpacked"), "-xf", archive]);
    renameSync(join(folder, "unpacked", "package", "dist"), join(folder, "app"));
    for (const rest of [archive, join(folder, "unpacked")]) rmSync(rest, { recursive: true });
  } finally {
    display.end();
  }
}
