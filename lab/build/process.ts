/** Child programs in a process group of their own: stopping one stops what it started, and Ctrl-C reaches it once. */
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { constants } from "node:os";

/** The user stopped us while a child ran; the command line ends with the signal's usual exit code. */
export class Interrupted extends Error {
  constructor(readonly signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
  }

  /** 130 for SIGINT, 143 for SIGTERM: what a shell reports. */
  get exitCode(): number {
    return 128 + constants.signals[this.signal];
  }
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdio?: StdioOptions;
  /** Kills the child (and what it started) after so many milliseconds. */
  readonly timeout?: number;
  /** Leave the child in the terminal's foreground group, for programs that ask questions. */
  readonly foreground?: boolean;
  /** Called with the child once it is started, to read its output. */
  readonly started?: (child: ChildProcess) => void;
}

/** How a child ended. `interrupted` is the signal that we got and passed on while it ran. */
export interface Ended {
  readonly code: number;
  readonly interrupted?: NodeJS.Signals;
}

/** npm passes a terminal's Ctrl-C on although we already got it; a real second one comes later than this. */
const sameKeystroke = 500;

/** Runs a program to its end. A program that cannot be started rejects. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const foreground = options.foreground === true;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: options.stdio ?? "inherit",
    detached: !foreground,
  });
  let interrupted: NodeJS.Signals | undefined;
  let last = 0;
  const pass = (signal: NodeJS.Signals) => {
    interrupted = signal;
    // In the foreground the terminal has told the child already.
    if (foreground && signal === "SIGINT") return;
    if (Date.now() - last < sameKeystroke) return;
    last = Date.now();
    // A closed terminal means the same as Ctrl-C, but few programs tidy up when they hear it called that.
    kill(child, signal === "SIGHUP" ? "SIGINT" : signal, foreground);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, pass);
  const timer = options.timeout && setTimeout(() => kill(child, "SIGKILL", foreground), options.timeout);
  return new Promise<Ended>((done, failed) => {
    child.once("error", failed);
    child.once("close", (code, signal) =>
      done({ code: code ?? 128 + (signal ? constants.signals[signal] : 0), interrupted }),
    );
    options.started?.(child);
  }).finally(() => {
    if (timer) clearTimeout(timer);
    for (const signal of signals) process.off(signal, pass);
  });
}

/** Runs a program and returns what it prints, or undefined when it fails, cannot be started or takes too long. */
export async function output(
  command: string,
  args: readonly string[],
  options: Omit<RunOptions, "stdio" | "started"> = {},
): Promise<string | undefined> {
  let text = "";
  const started = (child: ChildProcess) => child.stdout?.on("data", (chunk) => (text += chunk));
  const ended = await run(command, args, { ...options, stdio: ["ignore", "pipe", "ignore"], started }).catch(
    () => undefined,
  );
  if (ended?.interrupted) throw new Interrupted(ended.interrupted);
  return ended?.code === 0 ? text : undefined;
}

function kill(child: ChildProcess, signal: NodeJS.Signals, foreground: boolean): void {
  if (child.pid === undefined) return;
  try {
    process.kill(foreground ? child.pid : -child.pid, signal);
  } catch {
    // It ended a moment ago.
  }
}
