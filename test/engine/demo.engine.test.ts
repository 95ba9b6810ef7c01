/** The demo stack through the real engine: up, nothing, change, rotate, refresh, destroy; and what must never happen. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProgramCopy } from "../support/programCopy";
import { anyEngine, type Operation, TestStack } from "./engine";

jest.setTimeout(20 * 60_000);

let folder: string;
let program: ProgramCopy;
let stack: TestStack;
let written = "";

beforeAll(async () => {
  const why: string[] = [];
  const engine = await anyEngine(why);
  if (!engine) throw new Error(`no Pulumi engine: ${why.join("; ")}`);
  folder = mkdtempSync(join(tmpdir(), "parley-demo-"));
  program = new ProgramCopy(folder, "demo");
  program.use("Pulumi.demo.yaml");
  stack = new TestStack(engine, folder, "demo", "in place", "parley-demo");
  await stack.init();
});
afterAll(() => {
  stack?.dispose();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function kept(operation: Operation): Operation {
  written += operation.all;
  return operation;
}

const changed = (operation: Operation) =>
  operation.steps
    .filter((step) => step.op !== "same")
    .map((step) => `${step.op} ${step.type.split(":").at(-1)} ${step.name}`);

test("mistakes in the settings are all named, and nothing is created", async () => {
  const done = await program.meanwhile(
    () => {
      program.set(["parley:domain"], "Meet");
      program.set(["parley:proxmox", "gateway"], "172.16.11.1");
      program.set(["parley:edge", "proxy"], "trafik");
    },
    () => stack.preview(),
  );
  expect(done.code).not.toBe(0);
  for (const path of ["parley:domain", "parley:proxmox.gateway", "parley:edge.proxy"]) expect(done.all).toContain(path);
  expect(done.all).toContain("3 problems, nothing was changed");
  expect(done.all).not.toMatch(/\n\s+at .*\.ts:\d+/);
  expect(done.steps.filter((step) => step.type !== "pulumi:pulumi:Stack")).toEqual([]);
});

test("a preview shows every resource, and names the files of each release", async () => {
  const shown = kept(await stack.preview("--diff"));
  expect(shown.code).toBe(0);
  expect(shown.changes).toEqual({ create: 29 });
  expect(shown.stdout).toMatch(/compose\.yaml +: \{\s+content: \(yaml\)[\s\S]* image +: "ghcr\.io\/jitsi/);
});

test("up creates the whole service", async () => {
  const done = kept(await stack.up());
  expect(done.code).toBe(0);
  expect(done.changes).toEqual({ create: 29 });
  const outputs = await stack.outputs();
  expect(outputs).toMatchObject({
    url: "https://meet.example.org/",
    oidcClientId: "jitsi",
    sshTarget: "root@172.16.10.160:22",
  });
});

test("again: nothing changes and no command runs", async () => {
  const before = stack.journal().length;
  const done = kept(await stack.up());
  expect(done.changes).toEqual({ same: 29 });
  expect(stack.journal().slice(before)).not.toMatch(/"operation":"(create|update|delete)"/);
});

test("one Jitsi setting updates exactly one release", async () => {
  program.set(["parley:jitsi", "branding", "title"], "Another title");
  const shown = kept(await stack.preview("--diff"));
  // What changes in which file, before anything does.
  expect(shown.stdout).toMatch(/~ config\/web\/\S+title\.html.*\+ <title>Another title<\/title>/s);
  expect(shown.stdout).not.toMatch(/~ config\/web\/\S+real-ip\.conf/);
  const done = kept(await stack.up());
  expect(done.code).toBe(0);
  expect(changed(done)).toEqual(["update Release jitsi-compose"]);
});

test("rotating one secret replaces that secret and updates what uses it", async () => {
  const before = (await stack.outputs()).secrets as Record<string, string>;
  program.set(["parley:secrets"], { rotation: { jvbAuth: 2 } });
  const done = kept(await stack.up());
  expect(done.code).toBe(0);
  expect(changed(done).sort()).toEqual([
    "create-replacement RandomPassword jitsi-secrets-jvbAuth",
    "delete-replaced RandomPassword jitsi-secrets-jvbAuth",
    "replace RandomPassword jitsi-secrets-jvbAuth",
    "update Release jitsi-compose",
  ]);
  const after = (await stack.outputs()).secrets as Record<string, string>;
  expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(["jvbAuth"]);
});

test("refresh finds no drift", async () => {
  const done = kept(await stack.refresh());
  expect(done.code).toBe(0);
  expect(Object.keys(done.changes)).toEqual(["same"]);
});

test("no secret stands anywhere outside the encrypted state", async () => {
  const generated = Object.values((await stack.outputs()).secrets as Record<string, string>);
  const credentials = ["proxmoxPassword", "sshPrivateKey", "loopiaPassword", "keycloakClientSecret"].map(
    (name) => `demo-${name}-simulated`,
  );
  const state = (await stack.pulumi("stack", "export")).stdout;
  const plain = (await stack.pulumi("stack", "output", "--json")).stdout;
  expect(generated).toHaveLength(4);
  for (const secret of [...generated, ...credentials]) {
    expect(secret.length).toBeGreaterThan(15);
    for (const place of [written, state, plain, stack.journal()]) {
      expect(place).not.toContain(secret);
      for (const shift of [0, 1, 2]) expect(place).not.toContain(base64Inside(secret, shift));
    }
  }
  // The search can find: with the passphrase, the state holds them.
  const opened = (await stack.pulumi("stack", "export", "--show-secrets")).stdout;
  for (const secret of generated) expect(opened).toContain(secret);
});

test("destroy removes everything", async () => {
  const done = kept(await stack.destroy());
  expect(done.code).toBe(0);
  expect(done.changes).toEqual({ delete: 29 });
  expect((await stack.pulumi("stack", "export")).stdout).not.toContain('"urn"');
});

/** What a text looks like within base64, when `shift` bytes stand before it; its ends are left out. */
function base64Inside(text: string, shift: number): string {
  return Buffer.from("x".repeat(shift) + text)
    .toString("base64")
    .slice(shift === 0 ? 0 : 4, -4);
}
