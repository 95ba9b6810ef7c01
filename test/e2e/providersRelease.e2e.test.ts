/** Parley's releases end to end: engine, provider, real SSH, the agent, in a directory that stands for `/`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { engine } from "./providers/processes";
import { type RealStack, realStack, worked } from "./providers/realStack";
import type { ReleaseInput } from "./providers/releaseProgram";
import { freePort, keyPair, Sshd } from "./providers/sshd";

jest.setTimeout(15 * 60_000);

const password = "the-release's-very-own-password";
let real: RealStack;
let sshd: Sshd;
let root: string;
let mine: ReturnType<typeof keyPair>;

beforeAll(async () => {
  real = await realStack("releaseProgram");
  root = join(real.folder, "root");
  mkdirSync(join(root, "etc"), { recursive: true });
  mine = keyPair(real.folder, "client");
  sshd = new Sshd(join(real.folder, "sshd"), await freePort(), mine.public, [`SetEnv PARLEY_AGENT_ROOT=${root}`]);
  await sshd.start();
});
afterAll(() => {
  sshd?.stop();
  real?.dispose();
});

const target = (host = "127.0.0.1") => ({ host, port: sshd.port, user: "root", hostKey: sshd.hostKey });

function input(more: Partial<ReleaseInput> = {}): void {
  const given = {
    target: target(),
    privateKey: mine.private,
    password,
    content: "one\n",
    check: "true",
    activate: "true",
  };
  real.input({ ...given, ...more });
}

/** Command lines and environments of every process of this machine, while `running`. */
async function seen(running: Promise<unknown>): Promise<string> {
  let all = "";
  let over = false;
  void running.finally(() => {
    over = true;
  });
  while (!over) {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        all += `${readFileSync(`/proc/${pid}/cmdline`, "latin1")}\n${readFileSync(`/proc/${pid}/environ`, "latin1")}\n`;
      } catch {
        // It ended a moment ago.
      }
    }
    await sleep(20);
  }
  return all;
}

const placed = () => readFileSync(join(root, "etc/app.conf"), "utf8");
const state = () => join(root, "var/lib/parley/test/app");
const drafts = () => readdirSync(join(root, "var/lib/parley")).filter((name) => name.startsWith(".incoming"));

test("a release arrives, is placed, and shows no secret", async () => {
  input({ activate: "sleep 1" });
  const running = real.stack.up();
  const processes = await seen(running);
  const done = await worked(running);
  expect(processes).toContain("# Parley: test/app");
  expect(processes).not.toContain(password);
  expect(placed()).toBe("one\n");
  expect(readFileSync(join(state(), "current/password"), "utf8")).toBe(password);
  expect(done.all + (await real.stack.pulumi("stack", "export")).stdout).not.toContain(password);
});

test("a refresh finds nothing, in one session", async () => {
  const logins = sshd.logins;
  expect(Object.keys((await worked(real.stack.refresh())).changes)).toEqual(["same"]);
  expect(sshd.logins).toBe(logins + 1);
});

test("a refresh shows what was changed by hand, and `up` mends it", async () => {
  writeFileSync(join(state(), "current/app.conf"), "by hand\n");
  writeFileSync(join(state(), "current/password"), "by hand, too");
  const found = await worked(real.stack.refresh("--diff"));
  expect(found.stdout).toMatch(/app\.conf: \{\s+~ content:\s+- one\s+\+ by hand/);
  expect(found.stdout).toMatch(/password: \{\s+~ content: \[secret\] => \[secret\]/);
  expect(found.all).not.toContain("by hand, too");
  const shown = await worked(real.stack.preview("--diff"));
  expect(shown.stdout).toMatch(/app\.conf: \{\s+~ content:\s+- by hand\s+\+ one/);
  expect((await worked(real.stack.up())).changes).toMatchObject({ update: 1 });
  expect(readFileSync(join(state(), "current/app.conf"), "utf8")).toBe("one\n");
  expect(readFileSync(join(state(), "current/password"), "utf8")).toBe(password);
  expect(Object.keys((await worked(real.stack.refresh())).changes)).toEqual(["same"]);
});

test("again: nothing is sent", async () => {
  const logins = sshd.logins;
  expect(Object.keys((await worked(real.stack.up())).changes)).toEqual(["same"]);
  expect(sshd.logins).toBe(logins);
});

test("a change arrives in one session", async () => {
  const logins = sshd.logins;
  input({ content: "two\n" });
  expect((await worked(real.stack.up())).changes).toMatchObject({ update: 1 });
  expect(placed()).toBe("two\n");
  expect(sshd.logins).toBe(logins + 1);
});

test("a release that fails its check is rolled back, and the error says why", async () => {
  input({ content: "three\n", check: "echo the app is not well >&2; grep -q two app.conf" });
  const done = await real.stack.up();
  expect(done.code).not.toBe(0);
  expect(done.all).toContain("the app is not well");
  expect(done.all).not.toContain(password);
  expect(placed()).toBe("two\n");
});

test("an engine that is killed: the host comes to an end by itself, and the next `up` converges", async () => {
  const began = join(real.folder, "began");
  // sshd delivers no signals to root's sessions: what was begun goes on, with the real provider too.
  input({ content: "four\n", activate: `touch ${began}; sleep 6` });
  const running = real.stack.up();
  for (let tries = 0; tries < 600 && !existsSync(began); tries += 1) await sleep(50);
  process.kill(engine(), "SIGKILL");
  await running;
  await real.stack.pulumi("cancel", "--yes");
  input({ content: "five\n" });
  await worked(real.stack.up());
  expect(placed()).toBe("five\n");
  expect(drafts()).toEqual([]);
});

test("an engine that is told to stop: the release before is in force, and the next `up` converges", async () => {
  const began = join(real.folder, "began-again");
  input({ content: "six\n", activate: `touch ${began}; sleep 6` });
  const running = real.stack.up();
  for (let tries = 0; tries < 600 && !existsSync(began); tries += 1) await sleep(50);
  process.kill(engine(), "SIGINT");
  expect((await running).code).not.toBe(0);
  input({ content: "seven\n" });
  await worked(real.stack.up());
  expect(placed()).toBe("seven\n");
  expect(drafts()).toEqual([]);
});

test("another address of the same machine: the release stays", async () => {
  input({ content: "seven\n", target: target("localhost") });
  const done = await worked(real.stack.up());
  expect(done.changes).toMatchObject({ replace: 1 });
  expect(done.all).toContain("was put there by another deployment");
  expect(placed()).toBe("seven\n");
  expect(Object.keys((await worked(real.stack.refresh())).changes)).toEqual(["same"]);
});

test("a machine that does not answer: a refresh says so and goes on, destroy says what to do", async () => {
  sshd.stop();
  const found = await worked(real.stack.refresh());
  expect(found.all).toContain("did not work within 20 seconds");
  expect(found.changes.delete).toBeUndefined();
  const failed = await real.stack.destroy();
  await sshd.start();
  expect(failed.code).not.toBe(0);
  expect(failed.all).toMatch(/gone for good.*pulumi state delete 'urn:pulumi:.*'/);
  await worked(real.stack.refresh());
  expect(Object.keys((await worked(real.stack.refresh())).changes)).toEqual(["same"]);
});

test("destroy removes it", async () => {
  await worked(real.stack.destroy());
  expect(existsSync(join(root, "etc/app.conf"))).toBe(false);
  expect(existsSync(state())).toBe(false);
});
