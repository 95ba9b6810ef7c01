import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Machine } from "../support/scripts";

let machine: Machine;
beforeEach(() => {
  machine = new Machine();
});
afterEach(() => machine.remove());

describe("retention", () => {
  const put = (path: string, days: number) => {
    const file = machine.path(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "");
    const then = new Date(Date.now() - days * 86_400_000);
    for (const entry of [file, dirname(file)]) utimesSync(entry, then, then);
  };
  const left = (path: string) => existsSync(machine.path(path));
  const prune = () => machine.run("timers/recordings-retention.sh", { "/recordings/recordings": "r/recordings" });

  test("deletes what is too old, and nothing outside the recordings", () => {
    put("r/recordings/old session/a b.mp4", 3);
    put("r/recordings/new/b.mp4", 1);
    put("r/logs/old.log", 30);
    // As when a recording is written to a directory that was made long ago.
    const then = new Date(Date.now() - 3 * 86_400_000);
    utimesSync(machine.path("r/recordings/new"), then, then);
    expect(prune()).toMatchObject({ status: 0, stderr: "" });
    expect(["r/recordings/old session/a b.mp4", "r/recordings/new/b.mp4", "r/logs/old.log"].map(left)).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("removes directories that have been empty for a while, never the recordings' own", () => {
    put("r/recordings/old/a.mp4", 3);
    rmSync(machine.path("r/recordings/old/a.mp4"));
    const then = new Date(Date.now() - 86_400_000);
    utimesSync(machine.path("r/recordings/old"), then, then);
    utimesSync(machine.path("r/recordings"), then, then);
    expect(prune().status).toBe(0);
    expect([left("r/recordings/old"), left("r/recordings")]).toEqual([false, true]);
  });

  test("does nothing while the disk is away", () => {
    expect(prune()).toMatchObject({ status: 0, stderr: "" });
  });
});
