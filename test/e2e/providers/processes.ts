/** Processes of this machine, as the kernel lists them. */
import { readdirSync, readFileSync } from "node:fs";

/** Ids of the processes with these words in their command line. */
export function processes(words: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && commandLine(name).includes(words))
    .map(Number);
}

/** The engine that this test has running an `up`. */
export function engine(): number {
  const [pid] = processes(" up ").filter((one) => parentOf(one) === process.pid);
  if (pid === undefined) throw new Error("the engine does not run");
  return pid;
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

function parentOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1]);
}
