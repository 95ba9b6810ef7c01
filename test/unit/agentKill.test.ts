/** The host agent under signals, kills and rivals: whatever happened, the next run converges. */
import { spawn } from "node:child_process";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { app, shortId, TestHost } from "./agentHost";

jest.setTimeout(120_000);
let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.end());

/** Every step takes long enough to be hit by a kill. */
const slow = (version: string) =>
  app(version, {
    files: [...app(version).files, { path: `only-${version}`, content: version, mode: 0o644 }],
    placed: [...app(version).placed, { file: `only-${version}`, at: `/etc/placed/only-${version}` }],
    commandChanges: {
      validate: "sleep 0.05",
      activate: `sleep 0.05; cp config/version "$R/running"; sleep 0.05`,
      check: `sleep 0.05; cmp -s config/version "$R/running"`,
    },
  });

const expectInForce = (version: string) => {
  expect(host.read("running")).toBe(`${version}\n`);
  expect(host.read("/etc/placed/app.yml")).toBe(`unit ${version}\n`);
  expect(host.list("/etc/placed")).toEqual(["README", "app.yml", `only-${version}`]);
  expect(host.read("/var/lib/parley/test/app/current/config/version")).toBe(`${version}\n`);
};

test("killed at 24 moments of a deployment, the next one converges", async () => {
  await host.deploy(slow("first"));
  let good = "first";
  const killed: number[] = [];
  for (let i = 0; i < 24; i++) {
    const dead = await host.deploy(slow(`dead${i}`), (process) => {
      setTimeout(() => process.kill("SIGKILL"), 15 * i);
    });
    if (dead.code === null) killed.push(15 * i);
    else if (dead.code === 0) good = `dead${i}`;
    if (i % 2 === 0) {
      const next = await host.deploy(slow(`next${i}`));
      expect(next).toMatchObject({ code: 0 });
      good = `next${i}`;
    } else {
      // The next one fails on its own: back to the last good one, not to the killed one.
      const next = await host.deploy({ ...slow(`bad${i}`), commands: { ...slow("x").commands, activate: "exit 1" } });
      expect(next.code).toBe(1);
      // A kill between the mark and the last word leaves the killed release good.
      good = host.read("running").trim();
      expect(next.out).toContain("runs again");
    }
    expectInForce(good);
    expect(host.releases().every((name) => host.has(`/var/lib/parley/test/app/releases/${name}/.parley/healthy`))).toBe(
      true,
    );
    expect(host.releases().length).toBeLessThanOrEqual(4);
  }
  expect(killed.length).toBeGreaterThan(10);
});

test("a first deployment killed at 8 moments: the next one converges, and removal leaves nothing", async () => {
  for (let i = 0; i < 8; i++) {
    await host.deploy(slow(`dead${i}`), (process) => {
      setTimeout(() => process.kill("SIGKILL"), 45 * i);
    });
    if (i % 2 === 0) {
      expect((await host.deploy(slow("next"))).code).toBe(0);
      expectInForce("next");
    }
    expect((await host.remove(slow("next"))).code).toBe(0);
    expect(host.list("/etc/placed")).toEqual(["README"]);
    expect(host.list("/var/lib/parley/test")).toEqual([]);
    expect(host.has("running")).toBe(false);
  }
});

test.each(["SIGTERM", "SIGHUP"] as const)("%s while activating: the release before runs again", async (signal) => {
  await host.deploy(slow("1"));
  const hanging = app("2", { commandChanges: { activate: `echo started; touch "$R/started"; sleep 100` } });
  const began = Date.now();
  const { code, out } = await host.deploy(hanging, (process) => {
    const poll = setInterval(() => {
      if (!host.has("started")) return;
      clearInterval(poll);
      process.kill(signal);
    }, 10);
  });
  expect(code).toBe(1);
  expect(out).toContain("failed (interrupted)");
  expect(out).toContain("runs again");
  expect(Date.now() - began).toBeLessThan(10_000);
  expectInForce("1");
});

test("the operator's end disappears: the deployment is finished all the same", async () => {
  await host.deploy(slow("1"));
  await host.deploy(slow("2"), (process) => {
    process.stdout?.destroy();
    process.stderr?.destroy();
  });
  expectInForce("2");
});

test("of two at once the second waits; both end well", async () => {
  const [one, two] = await Promise.all([host.deploy(slow("1")), host.deploy(slow("2"))]);
  expect([one.code, two.code]).toEqual([0, 0]);
  expect(one.out + two.out).toContain("another run is at work");
  expectInForce(host.read("running").trim());
  expect(host.releases()).toHaveLength(2);
});

test("a run that waits too long says who is at work", async () => {
  const hanging = app("1", {
    commandChanges: { activate: `touch "$R/started"; sleep 6; cp config/version "$R/running"` },
  });
  const first = host.deploy(hanging);
  while (!host.has("started")) await new Promise((next) => setTimeout(next, 20));
  const second = await host.deploy(app("2"));
  expect(second.code).toBe(2);
  expect(second.out).toMatch(/another run still works on test\/app \(process \d+/);
  expect((await first).code).toBe(0);
  expect(host.read("running")).toBe("1\n");
});

test("a release and its removal at once leave one or the other, whole", async () => {
  await host.deploy(slow("1"));
  for (let i = 0; i < 6; i++) {
    const [deployed, removed] = await Promise.all([host.deploy(slow("2")), host.remove(slow("1"))]);
    expect([deployed.code, removed.code]).toEqual([0, 0]);
    const there = host.has("running");
    expect(host.list("/etc/placed")).toEqual(there ? ["README", "app.yml", "only-2"] : ["README"]);
    expect(host.releases().length > 0).toBe(there);
  }
});

test("what a killed transfer left is swept away, a live one is not", async () => {
  await host.deploy(app("1"));
  for (const name of ["dead", "live", "young"]) host.write(`/var/lib/parley/.incoming-${name}/x`, "");
  for (const name of ["dead", "live"]) {
    utimesSync(join(host.root, `/var/lib/parley/.incoming-${name}`), new Date(0), new Date(Date.now() - 120_000));
  }
  const live = spawn("flock", [join(host.root, "/var/lib/parley/.incoming-live"), "sh", "-c", "echo held; sleep 30"], {
    detached: true,
  });
  await new Promise((held) => live.stdout.once("data", held));
  await host.deploy(app("2"));
  process.kill(-(live.pid ?? 0), "SIGKILL");
  expect(host.list("/var/lib/parley")).toEqual([".incoming-live", ".incoming-young", "test"]);
});

test("no secret stands in a command, in the output or in an id", async () => {
  const { out } = await host.deploy(app("1"));
  expect(out).not.toContain("s3cret");
  expect(shortId(app("1"))).toMatch(/^[0-9a-f]{12}$/);
});
