/** The lab's command provider under the real engine, against a real SSH server. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CommandInput } from "./providers/commandProgram";
import { engine, processes } from "./providers/processes";
import { type RealStack, realStack, worked } from "./providers/realStack";
import { freePort, keyPair, Sshd } from "./providers/sshd";

jest.setTimeout(15 * 60_000);

const secret = "very-secret-standard-input";
const folder = mkdtempSync(join(tmpdir(), "parley-command-"));
const mine = keyPair(folder, "client");
let real: RealStack;
let sshd: Sshd;
let jump: Sshd;

beforeAll(async () => {
  real = await realStack(join(__dirname, "providers", "commandProgram"));
  sshd = new Sshd(join(folder, "target"), await freePort(), mine.public, ["AcceptEnv ACCEPTED PULUMI_*"]);
  jump = new Sshd(join(folder, "jump"), await freePort(), mine.public, ["PermitTTY no", "ForceCommand /bin/false"]);
  await sshd.start();
  await jump.start();
});
afterAll(() => {
  sshd?.stop();
  jump?.stop();
  real?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const connection = (more: object = {}) => ({
  host: "127.0.0.1",
  port: sshd.port,
  user: "root",
  privateKey: mine.private,
  hostKey: sshd.hostKey,
  dialErrorLimit: 2,
  ...more,
});

/** `up` with this as the program's whole content. */
async function up(input: CommandInput, ...options: string[]) {
  real.input({ connection: connection(), ...input });
  return real.stack.up(...options);
}

const printed = async () => (await real.stack.outputs()).outputs as [string, string][];

/** Command lines of every process that is not ours, while `running`. */
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

test("runs, keeps the output, and runs again only when an input changed", async () => {
  const commands = { a: { create: "echo out; echo err >&2", delete: "true" } };
  expect((await up({ remote: commands })).changes).toMatchObject({ create: expect.any(Number) });
  expect(await printed()).toEqual([["out", "err"]]);
  const logins = sshd.logins;
  expect(logins).toBe(1);
  expect((await up({ remote: commands })).changes).not.toHaveProperty("update");
  expect((await real.stack.refresh()).changes).not.toHaveProperty("update");
  expect(sshd.logins).toBe(logins);
  const changed = { a: { create: 'echo "$PULUMI_COMMAND_STDOUT again"', update: undefined, delete: "true" } };
  expect((await up({ remote: changed })).changes).toMatchObject({ update: 1 });
  expect(await printed()).toEqual([["out again", ""]]);
});

test("a secret on standard input is in no process list, no message and no state", async () => {
  const running = up({ remote: { s: { create: "sleep 1; wc -c", stdin: secret } } });
  const processes = await seen(running);
  const done = await running;
  expect(done.code).toBe(0);
  expect(await printed()).toEqual([[String(secret.length), ""]]);
  expect(processes).toContain("sleep 1; wc -c");
  expect(processes).not.toContain(secret);
  expect(done.all + (await real.stack.pulumi("stack", "export")).stdout).not.toContain(secret);
});

test("a big standard input arrives whole", async () => {
  const stdin = "0123456789abcdef".repeat(512 * 1024);
  await worked(up({ remote: { big: { create: "sha256sum; echo", stdin } } }));
  const { createHash } = await import("node:crypto");
  expect((await printed())[0]?.[0]).toContain(createHash("sha256").update(stdin).digest("hex"));
});

test("a failing command says its status, its text and what it printed", async () => {
  const done = await up({ remote: { f: { create: "echo before; echo why >&2; exit 3" } } });
  expect(done.code).not.toBe(0);
  expect(done.all).toContain('Process exited with status 3: running "echo before; echo why >&2; exit 3":');
  expect(done.all).toMatch(/before\s+why/);
});

test("logging shows the streams that are asked for", async () => {
  const create = "echo to-out; echo to-err >&2";
  const done = await up({ remote: { shown: { create: `: 1; ${create}`, logging: "stderr" } } }, "--debug");
  expect(done.code).toBe(0);
  expect(done.all.match(/^.*to-err\s*$/m)).not.toBeNull();
  expect(done.all.match(/^\s*to-out\s*$/m)).toBeNull();
});

test("a host that does not accept a variable is an error, one that does is not", async () => {
  const of = (name: string) => ({ remote: { e: { create: `echo "$${name}"`, environment: { [name]: "value" } } } });
  await worked(up(of("ACCEPTED")));
  expect(await printed()).toEqual([["value", ""]]);
  expect((await up(of("REFUSED"))).all).toContain('could not set environment variable "REFUSED"');
});

test("a port that is refused is tried again until it answers", async () => {
  sshd.stop();
  await sleep(300);
  const running = up({ connection: connection({ dialErrorLimit: 20 }), remote: { late: { create: "echo late" } } });
  await sleep(6_000);
  await sshd.start();
  await worked(running);
});

test("a port that stays refused is given up", async () => {
  const done = await up({ connection: connection({ port: await freePort() }), remote: { never: { create: "true" } } });
  expect(done.all).toMatch(/after 2 failed attempts: dial tcp 127\.0\.0\.1:\d+: connect: connection refused/);
});

test("another host key is refused, and nothing is run", async () => {
  const other = keyPair(folder, "other").public;
  const target = join(folder, "touched");
  const commands = { k: { create: `touch ${target}` } };
  const done = await up({ connection: connection({ hostKey: other }), remote: commands });
  expect(done.all).toContain("host key mismatch");
  expect(existsSync(target)).toBe(false);
});

test("goes through a jump host", async () => {
  const proxy = connection({ port: jump.port, hostKey: jump.hostKey });
  const done = await up({
    connection: connection({ proxy }),
    remote: { j: { create: "echo behind $SSH_CONNECTION" } },
  });
  expect(done.code).toBe(0);
  expect((await printed())[0]?.[0]).toMatch(/^behind 127\.0\.0\.1/);
  expect(jump.logins).toBe(1);
});

test("copies a folder", async () => {
  const source = join(folder, "source");
  mkdirSync(join(source, "inner"), { recursive: true });
  writeFileSync(join(source, "inner", "file"), "content");
  await worked(up({ copies: { c: { source, remotePath: join(folder, "copied") } } }));
  expect(readFileSync(join(folder, "copied", "source", "inner", "file"), "utf8")).toBe("content");
});

test("runs commands on this machine, in their folder and with their variables", async () => {
  const command = { create: 'pwd; echo "$WORD"; cat', dir: folder, environment: { WORD: "word" }, stdin: "fed" };
  await worked(up({ local: { l: command } }));
  expect(await printed()).toEqual([[`${folder}\nword\nfed`, ""]]);
  const failed = await up({ local: { l: { create: "echo no >&2; exit 4" } } });
  expect(failed.all).toContain('exit status 4: running "echo no >&2; exit 4":\n');
});

test("an engine that is killed leaves no local command running", async () => {
  const words = "sleep 31.7";
  const running = up({ local: { l: { create: `${words}; true` } } });
  for (let tries = 0; tries < 300 && processes(words).length === 0; tries += 1) await sleep(50);
  expect(processes(words)).not.toEqual([]);
  process.kill(engine(), "SIGKILL");
  await running;
  for (let tries = 0; tries < 100 && processes(words).length > 0; tries += 1) await sleep(100);
  expect(processes(words)).toEqual([]);
  await real.stack.pulumi("cancel", "--yes");
});

test("destroy runs `delete`", async () => {
  const target = join(folder, "deleted");
  await worked(up({ remote: { d: { create: "true", delete: `touch ${target}` } } }));
  await worked(real.stack.destroy());
  expect(existsSync(target)).toBe(true);
});
