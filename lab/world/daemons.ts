/** Processes that stay: started into a namespace, written down, and started anew only when they are gone or have changed. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import type { Ground } from "./places";
import { known, remember, running } from "./state";
import { eventually } from "./wait";

export interface Daemon {
  readonly name: string;
  /** Words before the command, that bring it where it belongs; without any it stays in the machine's own network. */
  readonly enter?: readonly string[];
  readonly argv: readonly string[];
  /** What it is made from, besides its arguments: with a change it is started anew. */
  readonly made?: string;
}

/** Starts a process unless it runs already, just as it should. Its words go to a file of its name. */
export async function provideDaemon(places: Ground, daemon: Daemon): Promise<void> {
  mkdirSync(places.logs, { recursive: true });
  const version = createHash("sha256").update(JSON.stringify(daemon)).digest("hex");
  const stamp = join(places.logs, `${daemon.name}.version`);
  const before = known(places).find((one) => one.name === daemon.name);
  if (before && running(before)) {
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === version) return;
    process.kill(before.pid, "SIGKILL");
    await eventually(`the end of ${daemon.name}`, async () => (running(before) ? undefined : true));
  }
  const log = openSync(join(places.logs, `${daemon.name}.log`), "a");
  const [program = "", ...args] = [...(daemon.enter ?? []), ...daemon.argv];
  const child = spawn(program, args, { detached: true, stdio: ["ignore", log, log], cwd: "/" });
  await new Promise<void>((started, failed) => child.once("spawn", started).once("error", failed));
  child.unref();
  if (child.pid === undefined) throw new Error(`${daemon.name} did not start`);
  // `nsenter` becomes the program: the number stays.
  remember(places, daemon.name, child.pid);
  writeFileSync(stamp, version);
}

/** A Node.js process of the project's own: bundled, so that it does not need the checkout any more. */
export async function nodeDaemon(
  places: Ground,
  { name, enter, entry, config }: Pick<Daemon, "name" | "enter"> & { entry: string; config: object },
): Promise<void> {
  const { build } = await import("esbuild");
  const script = join(places.folder, `${name}.cjs`);
  const settings = join(places.secrets, `${name}.json`);
  await build({
    entryPoints: [join(projectRoot(), entry)],
    absWorkingDir: projectRoot(),
    outfile: script,
    bundle: true,
    platform: "node",
    target: "node20",
    logLevel: "error",
  });
  writeFileSync(settings, JSON.stringify(config), { mode: 0o600 });
  const made = readFileSync(script, "utf8") + JSON.stringify(config);
  await provideDaemon(places, { name, enter, argv: [process.execPath, script, settings], made });
}
