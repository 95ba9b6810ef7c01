/** Wall and processor time of a program with everything it started and waited for. */
import { spawnSync } from "node:child_process";
import { UserError } from "../cli/userError";

export interface Times {
  /** Seconds. */
  readonly wall: number;
  /** Seconds, user and system. */
  readonly cpu: number;
}

export interface Command {
  readonly title: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** `times` is in every POSIX shell, on Linux and macOS alike; Node itself tells nothing about its children. */
const script = '"$@" >&2; code=$?; times >&3; exit $code';

export function measure({ title, command, cwd, env }: Command): Times {
  const start = process.hrtime.bigint();
  const shell = spawnSync("sh", ["-c", script, "sh", ...command], {
    cwd,
    env: env ?? process.env,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (shell.status !== 0) throw new UserError(`bench: ${title} failed:\n${shell.stderr ?? shell.error?.message ?? ""}`);
  return { wall, cpu: childTimes(shell.output[3] ?? "") };
}

/** Second line of `times`: user and system time of the children, as in `0m1.234s 0m0.120s`. */
export function childTimes(text: string): number {
  const line = text.trim().split("\n")[1] ?? "";
  const seconds = [...line.matchAll(/(\d+)m(\d+(?:[.,]\d+)?)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number((rest ?? "").replace(",", ".")),
  );
  return seconds.reduce((sum, one) => sum + one, 0);
}
