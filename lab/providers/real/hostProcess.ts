/** The process that hosts the lab's providers, for as long as a stack is worked on. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { projectRoot } from "../../../cli/root";

/**
 * Resolves when it serves, with what ends it; it ends as well when this process does.
 *
 * @param socket where plugins ask for their provider
 * @param enter words before its command, as before the engine's: it listens where the engine asks
 */
export async function startProviderHost(
  socket: string,
  enter: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<() => void> {
  const own = join(projectRoot(), "lab", "providers", "real", "run.mjs");
  const [program = "", ...words] = [...enter, process.execPath, own, "host", socket];
  const child = spawn(program, words, { env, stdio: ["pipe", "pipe", "inherit"] });
  const [said] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), once(child, "exit")]);
  if (said !== "ready") throw new Error(`the host of the lab's providers did not start: ${said}`);
  return () => child.stdin.end();
}
