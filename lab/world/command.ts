/** Runs a program to its end, within a time, and tells what it said. */
import { spawn } from "node:child_process";

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string | Buffer;
  /** Milliseconds; a minute unless told. */
  readonly timeout?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** What a program answers, whatever its exit code. Rejects when it cannot be started or takes too long. */
export function execute(argv: readonly string[], options: CommandOptions = {}): Promise<Result> {
  const [program = "", ...args] = argv;
  const { input, timeout = 60_000, env, cwd } = options;
  return new Promise((done, failed) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env, cwd });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (chunk: string) => {
        said[name] += chunk;
      });
    }
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      // What the program started may hold the pipes open: nobody waits for that.
      child.stdout.destroy();
      child.stderr.destroy();
      failed(new Error(`${argv.join(" ")}: not done within ${timeout / 1000} s\n${said.stdout}${said.stderr}`));
    }, timeout);
    child.once("error", (error) => {
      clearTimeout(timer);
      failed(error);
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      done({ code: code ?? 128, ...said });
    });
    // A program that ends without reading all of its input is no failure of ours.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** Standard output of a program that has to succeed. */
export async function must(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await execute(argv, options);
  if (code === 0) return stdout;
  throw new Error(`${argv.join(" ")} failed (${code}): ${(stderr || stdout).trim()}`);
}

/** Whether a program succeeds. */
export const succeeds = async (argv: readonly string[], options: CommandOptions = {}): Promise<boolean> =>
  (await execute(argv, options)).code === 0;
