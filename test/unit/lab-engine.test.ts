/** The engine finder's parts that need no engine: the cache, its lock, and whose stack a command line means. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { ofDemo } from "../../cli/pulumi";
import { cacheFolder, type Entry, provide } from "../../lab/build/cache";
import { locked } from "../../lab/build/lock";
import { Interrupted, output, run } from "../../lab/build/process";
import { elapsed } from "../../lab/build/progress";
import { findEngine } from "../../lab/engine/find";

let folder: string;
const before = { ...process.env };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-unit-"));
  process.env.XDG_CACHE_HOME = folder;
});
afterEach(() => {
  process.env = { ...before };
  rmSync(folder, { recursive: true, force: true });
});

function entry(make: (folder: string) => Promise<void>): Entry {
  const works = async (where: string) =>
    existsSync(join(where, "it")) && readFileSync(join(where, "it"), "utf8") === "whole";
  return { name: "thing-1", works, make };
}

const whole = async (where: string) => writeFileSync(join(where, "it"), "whole");

describe("cache", () => {
  test("makes an entry once, for however many ask", async () => {
    const make = jest.fn(whole);
    const folders = await Promise.all([provide(entry(make)), provide(entry(make)), provide(entry(make))]);
    expect(new Set(folders)).toEqual(new Set([join(cacheFolder(), "thing-1")]));
    expect(make).toHaveBeenCalledTimes(1);
  });

  test("replaces a broken entry and clears away abandoned drafts", async () => {
    mkdirSync(join(cacheFolder(), "thing-1"), { recursive: true });
    mkdirSync(join(cacheFolder(), "thing-1.draft-old"));
    writeFileSync(join(cacheFolder(), "thing-1", "it"), "half");
    await provide(entry(whole));
    expect(readdirSync(cacheFolder())).toEqual(["thing-1"]);
  });

  test("of entries that there is one of with each change, those go that nobody used for a week", async () => {
    const of = (name: string) => provide({ ...entry(whole), name, kin: "thing-" });
    const unusedSince = (name: string, days: number) => {
      const then = Date.now() / 1000 - days * 24 * 3600;
      utimesSync(join(cacheFolder(), name), then, then);
    };
    for (const name of ["thing-1", "thing-2", "thing-3"]) await of(name);
    await provide({ ...entry(whole), name: "other-1" });
    for (const name of ["thing-1", "thing-2", "other-1"]) unusedSince(name, 8);
    unusedSince("thing-3", 6);
    await of("thing-1");
    await of("thing-4");
    expect(readdirSync(cacheFolder()).sort()).toEqual(["other-1", "thing-1", "thing-3", "thing-4"]);
  });

  test("leaves nothing behind when making fails, or makes something that does not work", async () => {
    await expect(provide(entry(async () => Promise.reject(new Error("no disk"))))).rejects.toThrow("no disk");
    await expect(provide(entry(async () => undefined))).rejects.toThrow("does not work");
    expect(readdirSync(cacheFolder())).toEqual([]);
  });
});

describe("lock", () => {
  test.each([
    ["of a process that is gone", JSON.stringify({ pid: 2 ** 30, host: hostname() }), 0],
    ["that nobody has touched for long", "{}", 120],
  ])("takes over a lock %s", async (_, text, age) => {
    const file = join(folder, "lock");
    writeFileSync(file, text);
    const then = Date.now() / 1000 - age;
    utimesSync(file, then, then);
    await expect(locked(file, async () => "done")).resolves.toBe("done");
    expect(existsSync(file)).toBe(false);
  });
});

describe("finder", () => {
  test("a wrong PULUMI_BIN is an error, not a reason to look elsewhere", async () => {
    process.env.PULUMI_BIN = join(folder, "nowhere");
    await expect(findEngine(() => undefined)).rejects.toThrow(/PULUMI_BIN is .*nowhere/);
  });

  test("without an engine it says what was tried", async () => {
    delete process.env.PULUMI_BIN;
    process.env.PATH = folder;
    jest.spyOn(globalThis, "fetch").mockRejectedValue(new Error("no network"));
    const said: string[] = [];
    const found = await findEngine((line) => said.push(line));
    expect(found).toEqual({
      missing: [expect.stringContaining("was not downloaded"), expect.stringContaining("no `go` on PATH")],
    });
    expect(said).toHaveLength(2);
  });

  test("an engine on PATH that does not work is passed over", async () => {
    delete process.env.PULUMI_BIN;
    process.env.PATH = folder;
    writeFileSync(join(folder, "pulumi"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    jest.spyOn(globalThis, "fetch").mockRejectedValue(new Error("no network"));
    const found = await findEngine(() => undefined);
    expect(found).toMatchObject({
      missing: [expect.stringContaining("is not used"), expect.anything(), expect.anything()],
    });
  });
});

describe("children", () => {
  test("an exit code and output come through", async () => {
    expect(await run("sh", ["-c", "exit 3"], { stdio: "ignore" })).toMatchObject({ code: 3 });
    expect(await output("sh", ["-c", "echo hello"])).toBe("hello\n");
    expect(await output("sh", ["-c", "echo hello; exit 1"])).toBeUndefined();
    expect(await output(join(folder, "nowhere"), [])).toBeUndefined();
  });

  test("one that takes too long is ended", async () => {
    expect((await run("sleep", ["60"], { stdio: "ignore", timeout: 100 })).code).toBe(137);
  });

  test("an interrupt has the exit code that shells give it", () => {
    expect(new Interrupted("SIGINT").exitCode).toBe(130);
    expect(new Interrupted("SIGTERM").exitCode).toBe(143);
  });
});

test.each([
  [["preview"], {}, true],
  [["up", "-s", "demo"], {}, true],
  [["up", "-s", "prod"], {}, false],
  [["up", "--stack", "prod"], {}, false],
  [["up", "--stack=prod"], {}, false],
  [["preview"], { PULUMI_STACK: "prod" }, false],
  [["stack", "init", "prod"], {}, false],
  [["stack", "select", "demo"], {}, true],
  [["stack", "output", "url"], {}, true],
  [["login", "file:///srv/state"], {}, false],
  [["config", "set", "key", "--", "-s"], {}, true],
])("%j with %j concerns the demo stack: %s", (args, environment, expected) => {
  expect(ofDemo(args, environment)).toBe(expected);
});

test("elapsed time reads well", () => {
  expect([elapsed(900), elapsed(59_000), elapsed(125_000)]).toEqual(["1 s", "59 s", "2 min 05 s"]);
});
