/** A lock between processes: a file that its holder keeps touching, so that one left by a killed process goes stale. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const heartbeat = 5_000;
const stale = 30_000;
const retry = 500;

/** Runs `work` while holding the lock; `waiting` is called once when somebody else holds it. */
export async function locked<T>(file: string, work: () => Promise<T>, waiting?: () => void): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!take(file)) {
    if (abandoned(file)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) waiting?.();
    told = true;
    await sleep(retry);
  }
  const beat = setInterval(() => touch(file), heartbeat);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(file, { force: true });
  }
}

/** Whether a process of this machine is alive. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function take(file: string): boolean {
  try {
    const handle = openSync(file, "wx");
    writeSync(handle, JSON.stringify({ pid: process.pid, host: hostname() }));
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function abandoned(file: string): boolean {
  const age = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (age === undefined) return false;
  if (Date.now() - age > stale) return true;
  try {
    const holder = JSON.parse(readFileSync(file, "utf8")) as { pid: number; host: string };
    return holder.host === hostname() && !alive(holder.pid);
  } catch {
    // Just being written, or just removed.
    return false;
  }
}

/** Says that somebody uses it. */
export function touch(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // Somebody removed it; the next one will take a fresh one.
  }
}
