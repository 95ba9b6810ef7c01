/** A command on this machine. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Run } from "../protocol/live";
import type { Errand } from "./errand";

/** What runs now. It hears of our end, whatever ends us. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) end(child);
});

/** Runs the command to its end; answers with its exit code. */
export async function here(errand: Errand, run: Run): Promise<number> {
  run.signal.throwIfAborted();
  // A process group of its own: stopping it stops what it started.
  const child = spawn("/bin/sh", ["-c", errand.command], { stdio: ["pipe", "pipe", "pipe"], detached: true });
  const stop = () => end(child);
  run.signal.addEventListener("abort", stop, { once: true });
  running.add(child);
  try {
    child.stdout.on("data", (chunk: Buffer) => errand.heard("stdout", chunk));
    child.stderr.on("data", (chunk: Buffer) => errand.heard("stderr", chunk));
    // A command may end without reading everything.
    child.stdin.on("error", () => {});
    child.stdin.end(errand.stdin);
    const ended = await outcome(child);
    if (run.signal.aborted) throw run.signal.reason;
    if (typeof ended === "string") throw new Error(`The command on this machine did not come to its end: ${ended}.`);
    return ended;
  } finally {
    running.delete(child);
    run.signal.removeEventListener("abort", stop);
  }
}

function outcome(child: ChildProcess): Promise<number | string> {
  return new Promise((done) => {
    child.once("error", (error) => done(error.message));
    child.once("close", (code, signal) => done(code ?? `signal ${signal}`));
  });
}

/** What it runs undoes what is under way when it is told to end. */
function end(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGTERM");
  } catch {
    // It ended a moment ago.
  }
}
