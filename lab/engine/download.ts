/** The engine's own distribution, fetched by the SDK's installer into the cache. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import type { Entry } from "../build/cache";
import { Interrupted, run } from "../build/process";
import { progress } from "../build/progress";
import { engineName, engineVersion } from "./program";

/** The installer's script comes from here; reaching it is tried first, because the installer waits long for a network. */
const site = "https://get.pulumi.com/";
const siteTimeout = 4_000;
const installTimeout = 10 * 60_000;

/** The cache entry of the distribution that belongs to the installed SDK. */
export function downloadEntry(): Entry {
  const version = sdkVersion();
  return {
    name: `pulumi-${version}-${process.platform}-${process.arch}`,
    works: async (folder) => (await engineVersion(join(folder, "bin", engineName))) !== undefined,
    make: install,
  };
}

/** Why the site cannot be reached, or undefined when it can. */
export async function unreachable(): Promise<string | undefined> {
  try {
    const answer = await fetch(site, { method: "HEAD", signal: AbortSignal.timeout(siteTimeout) });
    return answer.ok ? undefined : `${site} answers ${answer.status}`;
  } catch {
    return `${site} cannot be reached`;
  }
}

/** Runs the installer in a process of its own: it offers no way to stop it otherwise. */
async function install(folder: string): Promise<void> {
  const program = `require("@pulumi/pulumi/automation").PulumiCommand.install({ root: process.argv[1] })
    .catch((error) => { console.error(error.message); process.exit(1); });`;
  const display = progress(`parley: downloading Pulumi ${sdkVersion()}`);
  try {
    const ended = await run(process.execPath, ["-e", program, folder], {
      cwd: projectRoot(),
      stdio: ["ignore", "ignore", "ignore"],
      timeout: installTimeout,
    });
    if (ended.interrupted) throw new Interrupted(ended.interrupted);
    if (ended.code !== 0) throw new Error("the installer failed");
  } finally {
    display.end();
  }
}

function sdkVersion(): string {
  const require = createRequire(join(projectRoot(), "package.json"));
  const file = require.resolve("@pulumi/pulumi/package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
