/** A command on this machine. */
import { type ChildProcess, spawn } from "node:child_process";
import { z } from "zod";
import { commandLife, commandSchema, type Execute, previousOutput } from "./commandInputs";
import { Printed } from "./printed";

const inputsSchema = commandSchema.extend({
  dir: z.string().optional(),
  interpreter: z.array(z.string()).optional(),
  assetPaths: z.undefined({ error: "the lab's command provider makes no assets" }).optional(),
  archivePaths: z.undefined({ error: "the lab's command provider makes no archives" }).optional(),
});

/** What runs now. It ends with us, whatever ends us. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) kill(child, "SIGKILL");
});

const execute: Execute = async (command, given, before, run) => {
  const inputs = inputsSchema.parse(given);
  const [program = "/bin/sh", ...words] = inputs.interpreter?.length ? inputs.interpreter : ["/bin/sh", "-c"];
  run.signal.throwIfAborted();
  const child = spawn(program, [...words, command], {
    cwd: inputs.dir,
    env: { ...process.env, ...inputs.environment, ...previousOutput(inputs, before) },
    stdio: ["pipe", "pipe", "pipe"],
    // A process group of its own: stopping it stops what it started.
    detached: true,
  });
  const stop = () => kill(child, "SIGTERM");
  run.signal.addEventListener("abort", stop, { once: true });
  running.add(child);
  try {
    const printed = new Printed(inputs.logging, run);
    child.stdout.on("data", (chunk: Buffer) => printed.add("stdout", chunk));
    child.stderr.on("data", (chunk: Buffer) => printed.add("stderr", chunk));
    // A command may end without reading everything.
    child.stdin.on("error", () => {});
    child.stdin.end(inputs.stdin ?? "");
    const reason = await ended(child);
    if (run.signal.aborted) throw run.signal.reason;
    if (reason) throw printed.failure(reason, command);
    return printed.end();
  } finally {
    running.delete(child);
    run.signal.removeEventListener("abort", stop);
  }
};

export const localCommand = commandLife(execute);

/** Why the command failed, undefined when it did not. */
function ended(child: ChildProcess): Promise<string | undefined> {
  return new Promise((done) => {
    child.once("error", (error) => done(error.message));
    child.once("close", (code, signal) => {
      if (code === 0) done(undefined);
      else done(code === null ? `signal: ${signal}` : `exit status ${code}`);
    });
  });
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended a moment ago.
  }
}
