/** Which processes a lab started. A process is known by its number and the moment it began: numbers come again. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Ground } from "./places";

export interface Known {
  readonly name: string;
  readonly pid: number;
  /** Clock ticks since the machine's start, from /proc. */
  readonly began: string;
}

/** The processes that were started and not yet forgotten, alive or not. */
export function known({ state }: Pick<Ground, "state">): readonly Known[] {
  try {
    return JSON.parse(readFileSync(state, "utf8")) as Known[];
  } catch {
    return [];
  }
}

/** Writes a process down, in place of the one that had its name. */
export function remember(places: Pick<Ground, "state">, name: string, pid: number): void {
  const others = known(places).filter((one) => one.name !== name);
  mkdirSync(dirname(places.state), { recursive: true });
  writeFileSync(`${places.state}.draft`, JSON.stringify([...others, { name, pid, began: began(pid) ?? "" }]));
  renameSync(`${places.state}.draft`, places.state);
}

/** Whether it still runs, and is not another one that got its number. */
export const running = (one: Known): boolean => began(one.pid) === one.began;

/** When a process began; undefined when there is none, or nothing but its exit code for somebody to fetch. */
export function began(pid: number): string | undefined {
  try {
    // The command's name, in brackets, may hold anything; the fields after it do not.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
