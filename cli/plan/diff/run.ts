import { spawn } from "node:child_process";
import { UserError } from "../../userError";

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Asynchronous, so that Ctrl-C is heard meanwhile. */
export const run = (command: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) =>
  new Promise<Finished>((done, fail) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    // Before anything else that happens on exit: nobody may write into a folder that is being removed.
    const stop = () => child.kill("SIGKILL");
    process.prependOnceListener("exit", stop);
    child.on("error", (error) => fail(new UserError(`\`${command}\` cannot be started: ${error.message}`)));
    child.on("close", (code) => {
      process.off("exit", stop);
      done({ code, stdout: Buffer.concat(out).toString("utf8"), stderr: Buffer.concat(err).toString("utf8") });
    });
  });
