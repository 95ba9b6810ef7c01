/** How Parley's provider reaches a machine: real SSH servers, and everything that can be wrong with one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ReadyInput } from "./providers/readyProgram";
import { type RealStack, realStack, worked } from "./providers/realStack";
import { freePort, keyPair, Sshd } from "./providers/sshd";

jest.setTimeout(10 * 60_000);

const folder = mkdtempSync(join(tmpdir(), "parley-ssh-"));
const mine = keyPair(folder, "client");
const other = keyPair(folder, "other");
let real: RealStack;
let sshd: Sshd;
let jump: Sshd;
let machine = 0;

beforeAll(async () => {
  real = await realStack("readyProgram");
  sshd = new Sshd(join(folder, "target"), await freePort(), mine.public);
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

const hop = (server: Sshd, change: object = {}) => ({
  host: "127.0.0.1",
  port: server.port,
  user: "root",
  hostKey: server.hostKey,
  ...change,
});
const target = (change: object = {}): ReadyInput["target"] => hop(sshd, change);

/** `up`, which has to wait for the machine anew, and how long it took in seconds. */
async function up(change: Partial<ReadyInput> = {}) {
  machine += 1;
  real.input({ target: target(), privateKey: mine.private, patience: 3, machine: String(machine), ...change });
  const began = Date.now();
  const done = await real.stack.up();
  return { done, seconds: (Date.now() - began) / 1000 };
}

/** It failed with these words, without trying again, and without a word of the key. */
async function refused(change: Partial<ReadyInput>, ...words: string[]): Promise<void> {
  const { done } = await up({ patience: 200, ...change });
  expect(done.code).not.toBe(0);
  const said = done.all.replace(/\s+/g, " ");
  for (const some of words) expect(said).toContain(some);
  expect(said).not.toContain("waiting for SSH");
  expect(said).not.toContain(mine.private.split("\n")[2]);
}

test("reaches a machine, and one behind a jump host", async () => {
  await worked(up().then(({ done }) => done));
  const logins = jump.logins;
  await worked(up({ target: target({ jump: hop(jump) }) }).then(({ done }) => done));
  expect(jump.logins).toBe(logins + 1);
});

test("again, and a refresh: nobody logs in", async () => {
  const logins = sshd.logins;
  await worked(real.stack.up());
  await worked(real.stack.refresh());
  expect(sshd.logins).toBe(logins);
});

test("a key that is not accepted is said at once", () =>
  refused(
    { privateKey: other.private },
    "does not accept the key",
    "`credentials.sshPrivateKey`",
    "authorized_keys of root",
  ));

test("a key that is none", () =>
  refused({ privateKey: "no key" }, "`credentials.sshPrivateKey` cannot be used as a private key"));

test("another host key is said at once, with the line that would mend it", () =>
  refused(
    { target: target({ hostKey: other.public }) },
    "its host key is not the one that the settings name in `hostKey`",
    sshd.hostKey.split(" ").slice(0, 2).join(" "),
    "Nothing was sent",
  ));

test("another host key of the jump host, too", async () => {
  const logins = jump.logins;
  await refused(
    { target: target({ jump: hop(jump, { hostKey: other.public }) }) },
    `root@127.0.0.1:${jump.port}: its host key`,
  );
  expect(jump.logins).toBe(logins);
});

test("a jump host that passes nothing on", async () => {
  const closed = new Sshd(join(folder, "closed"), await freePort(), mine.public, ["AllowTcpForwarding no"]);
  await closed.start();
  await refused({ target: target({ jump: hop(closed) }) }, "does not pass connections on", "AllowTcpForwarding");
  closed.stop();
});

test("a name that does not exist", () =>
  refused({ target: target({ host: "no-such-host.invalid" }) }, "the name no-such-host.invalid does not exist"));

test("a port that is refused is given up when patience is over, and said while it lasts", async () => {
  const { done, seconds } = await up({ target: target({ port: await freePort() }) });
  expect(done.code).not.toBe(0);
  expect(done.all).toMatch(/waiting for SSH on 127\.0\.0\.1, 0 of 3 seconds: .*refused/);
  expect(done.all).toMatch(/SSH to root@127\.0\.0\.1:\d+ did not work within 3 seconds\..*the connection is refused/);
  expect(done.all).toContain("Is the machine up");
  expect(seconds).toBeLessThan(30);
});

test.each(["target", "jump"])("a %s that starts late is waited for", async (which) => {
  const late = which === "target" ? sshd : jump;
  late.stop();
  await sleep(300);
  const running = up({ patience: 60, target: target({ jump: hop(jump) }) });
  await sleep(8_000);
  await late.start();
  await worked(running.then(({ done }) => done));
});
