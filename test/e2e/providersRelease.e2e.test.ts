/** Parley's release pipeline end to end: engine, command provider, real SSH, the agent, in a directory that stands for `/`. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
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
  real = await realStack(join(__dirname, "providers", "releaseProgram"));
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

function input(more: Partial<ReleaseInput> = {}): void {
  const target = { host: "127.0.0.1", port: sshd.port, user: "root", hostKey: sshd.hostKey };
  const given = { target, privateKey: mine.private, password, content: "one\n", check: "true", activate: "true" };
  real.input({ ...given, ...more });
}

const placed = () => readFileSync(join(root, "etc/app.conf"), "utf8");
const state = () => join(root, "var/lib/parley/test/app");
const drafts = () => readdirSync(join(root, "var/lib/parley")).filter((name) => name.startsWith(".incoming"));

test("a release arrives, is placed, and shows no secret", async () => {
  input();
  const done = await worked(real.stack.up());
  expect(placed()).toBe("one\n");
  expect(readFileSync(join(state(), "current/password"), "utf8")).toBe(password);
  expect(done.all + (await real.stack.pulumi("stack", "export")).stdout).not.toContain(password);
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

test("destroy removes it", async () => {
  await worked(real.stack.destroy());
  expect(existsSync(join(root, "etc/app.conf"))).toBe(false);
  expect(existsSync(state())).toBe(false);
});
