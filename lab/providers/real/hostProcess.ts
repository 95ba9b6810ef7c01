/** The process that hosts the lab's providers, for as long as a stack is worked on. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { projectRoot } from "../../../cli/root";

/** A program and its first arguments: one of the lab's own providers, or the host of all. */
export const ownProvider = (name: string): readonly string[] => [
  process.execPath,
  join(projectRoot(), "lab", "providers", "real", "run.mjs"),
  name,
];

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
  const [program = "", ...words] = [...enter, ...ownProvider("host"), socket];
  const child = spawn(program, words, { env, stdio: ["pipe", "pipe", "inherit"] });
  const [said] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), once(child, "exit")]);
  if (said !== "ready") throw new Error(`the host of the lab's providers did not start: ${said}`);
  return () => child.stdin.end();
}

/**
 * A plugin that has its provider from a host, as a program and its first arguments: it prints the answer, a port, and
 * lasts as long as the engine lets it.
 */
export const hosted = (socket: string, name: string): readonly string[] => [
  "sh",
  "-c",
  // The engine's address comes last, after its own switches.
  `for engine; do :; done; exec curl -sSN --fail-with-body --unix-socket "$0" "http://host/${name}/$engine"`,
  socket,
];
