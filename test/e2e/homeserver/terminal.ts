/** A program at a terminal, and a person who answers its questions. */
import { spawn } from "node:child_process";

type Answer = readonly [question: string, answer: string];

export interface Said {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs a command, and answers each question once it is asked: what comes before is not read.
 *
 * @param prefix words before a command that is to run where this one is
 */
function atTerminal(prefix: readonly string[], command: string, answers: readonly Answer[]): Promise<Said> {
  const [program = "", ...args] = [...prefix, "script", "-qec", command, "/dev/null"];
  return new Promise((done, failed) => {
    const child = spawn(program, args, { timeout: 60_000, killSignal: "SIGKILL" });
    const left = [...answers];
    let output = "";
    let seen = 0;
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      const [next] = left;
      const at = next ? output.indexOf(next[0], seen) : -1;
      if (!next || at < 0) return;
      seen = at + next[0].length;
      left.shift();
      child.stdin.write(`${next[1]}\n`);
    });
    child.once("error", failed);
    child.once("close", (code) => done({ code, output }));
  });
}

/** Makes a user by the output `newUser`. */
export const newUser = (prefix: readonly string[], command: string, name: string, password: string): Promise<Said> =>
  atTerminal(prefix, command, [
    ["New user localpart", name],
    ["Password: ", password],
    ["Confirm password: ", password],
    ["Make admin [no]: ", "no"],
  ]);
