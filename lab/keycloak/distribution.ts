/** Keycloak's own distribution, from Maven's registry, made ready to start quickly. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cached, type Entry, provide } from "../build/cache";
import { Interrupted, run } from "../build/process";
import { onPath } from "../build/program";
import { progress } from "../build/progress";

const version = "26.4.0";
const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:zip`;

/** Settled when Keycloak is built; everything else is said at the start. */
const options = ["--db=dev-mem", "--health-enabled=true"];

const entry: Entry = {
  name: `keycloak-${version}-1`,
  works: async (folder) => existsSync(join(folder, "complete")),
  make,
};

/** Why Keycloak cannot be had on this machine; undefined when it can. */
export async function keycloakObstacle(): Promise<string | undefined> {
  if (!onPath("java")) return "it needs Java 17 or newer";
  return onPath("mvn") || (await cached(entry)) ? undefined : "it needs Maven (`mvn`) to be fetched";
}

/** Folder of the distribution, fetched and built first when needed. Nothing may write into it: see server.ts. */
export async function distribution(): Promise<string> {
  const folder = await provide(entry, () =>
    process.stderr.write("parley: waiting for another run that prepares Keycloak …\n"),
  );
  return join(folder, `keycloak-${version}`);
}

async function make(folder: string): Promise<void> {
  const display = progress(`parley: fetching Keycloak ${version}: a minute, once`);
  try {
    const places = [`-DoutputDirectory=${folder}`, `-DmarkersDirectory=${join(folder, "markers")}`];
    // In the empty folder: a pom.xml of somebody else must not take part.
    await step("mvn", ["-q", "-B", "dependency:unpack", `-Dartifact=${artifact}`, ...places], folder);
    display.detail("building");
    await step(join(folder, `keycloak-${version}`, "bin", "kc.sh"), ["build", ...options], folder);
    writeFileSync(join(folder, "complete"), "");
    display.end(`parley: Keycloak ${version} is ready`);
  } catch (error) {
    display.end();
    throw error;
  }
}

async function step(program: string, args: readonly string[], cwd: string): Promise<void> {
  let said = "";
  const ended = await run(program, args, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 10 * 60_000,
    started: (child) => {
      for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += chunk));
    },
  });
  if (ended.interrupted) throw new Interrupted(ended.interrupted);
  if (ended.code !== 0) throw new Error(`${program} ${args[0]} failed:\n${said.trim()}`);
}
