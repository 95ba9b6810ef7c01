/** The simulated providers under the real engine: what a preview, an update, a refresh and a broken program show. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { anyEngine, type Operation, TestStack } from "./engine";

jest.setTimeout(15 * 60_000);

const fixture = join(__dirname, "fixture");
const given = ["fixture-private-key", "fixture-api-token", "fixture-tsig-secret"];
let stack: TestStack;
let written = "";

beforeAll(async () => {
  const why: string[] = [];
  const engine = await anyEngine(why);
  if (!engine) throw new Error(`no Pulumi engine: ${why.join("; ")}`);
  stack = new TestStack(engine, fixture, "test");
  await stack.init();
});
afterAll(() => stack?.dispose());

/** Collects what an operation wrote, for the hunt for secrets. */
function kept(operation: Operation): Operation {
  written += operation.all;
  return operation;
}

const step = (operation: Operation, name: string) => operation.steps.filter((one) => one.name === name);

test("a preview knows what the inputs say, and nothing that only the provider can know", async () => {
  const shown = kept(await stack.preview("--diff"));
  expect(shown.code).toBe(0);
  expect(shown.changes).toEqual({ create: 14 });
  for (const output of ["address", "adminPassword", "clientSecret", "suffix", "vmId"]) {
    expect(shown.stdout).toMatch(new RegExp(`${output} *: \\[unknown\\]`));
  }
  expect(shown.stdout).toMatch(/configMapName *: "settings-[0-9a-f]{8}"/);
  expect(shown.all).not.toContain("warning");
});

test("up creates everything, and the outputs are like the real ones", async () => {
  const done = kept(await stack.up());
  expect(done.code).toBe(0);
  expect(done.changes).toEqual({ create: 14 });
  const outputs = await stack.outputs();
  expect(outputs).toMatchObject({
    address: "172.16.10.160",
    passwordLength: 32,
    released: expect.stringMatching(/^fixture\/app\//),
  });
  expect(outputs.adminPassword).toMatch(/^(?=(.*\d){4})(?=(.*[^A-Za-z0-9]){3}).{32}$/);
  expect(outputs.clientSecret).toMatch(/^[A-Za-z0-9]{32}$/);
});

test("again: nothing to do", async () => {
  const done = kept(await stack.up());
  expect(done.changes).toEqual({ same: 14 });
});

test("a change in place updates, and data of a ConfigMap replaces it", async () => {
  const shown = kept(await stack.preview("--diff", "--config=memory=2048"));
  const done = kept(await stack.up("--config=memory=2048"));
  expect(done.code).toBe(0);
  expect(step(done, "container")).toMatchObject([{ op: "update", diffs: ["memory.dedicated"] }]);
  expect(step(done, "record")).toMatchObject([{ op: "update", diffs: ["ttl"] }]);
  // The difference itself of a file that holds no secret, and nothing of the others.
  expect(step(done, "release")).toMatchObject([{ op: "update", diffs: ['files["compose.yaml"].content'] }]);
  expect(shown.stdout).toMatch(
    /compose\.yaml: \{\s+~ content: \(yaml\) \{\s+always: "the same"\s+~ memory: 1024 => 2048/,
  );
  expect(step(done, "settings").map((one) => one.op)).toEqual(["create-replacement", "replace", "delete-replaced"]);
});

test("another datastore means another container, and the release is sent again", async () => {
  const done = kept(await stack.up("--config=datastore=nvme"));
  expect(done.code).toBe(0);
  expect(step(done, "container").map((one) => one.op)).toContain("create-replacement");
  expect(step(done, "container")[0]?.diffs).toEqual(["disk.datastoreId"]);
  expect(step(done, "release")).toMatchObject([{ op: "update", diffs: ["machine"] }]);
});

test("rotation makes a new password, and who uses it changes", async () => {
  const before = await stack.outputs();
  const done = kept(await stack.up("--config=rotation=2"));
  expect(done.code).toBe(0);
  expect(step(done, "password").map((one) => one.op)).toContain("create-replacement");
  expect((await stack.outputs()).adminPassword).not.toBe(before.adminPassword);
});

test("a refresh finds what was recorded", async () => {
  const done = kept(await stack.refresh());
  expect(done.code).toBe(0);
  expect(done.changes).toEqual({ same: 14 });
});

test.each([
  ["missing", "mountPoints[0].volume", 'Missing required property "volume"'],
  ["unknown", "disk.sise", 'Invalid or unknown key "sise"'],
  ["endpoint", "endpoint", "the endpoint must be an https address"],
  ["host", "connection.host", "is empty"],
  ["path", 'files["../outside"]', "is not a path within a release"],
])("a preview refuses a program that is broken: %s", async (broken, property, reason) => {
  const shown = kept(await stack.preview(`--config=broken=${broken}`));
  expect(shown.code).not.toBe(0);
  expect(shown.all).toContain(property);
  expect(shown.all).toContain(reason);
});

test("no secret is written down anywhere", async () => {
  const outputs = await stack.outputs();
  const state = (await stack.pulumi("stack", "export")).stdout;
  const everything = state + written + stack.journal();
  expect(everything).toContain("172.16.10.160");
  for (const secret of [...given, String(outputs.adminPassword), String(outputs.clientSecret)]) {
    expect(everything).not.toContain(secret);
  }
  expect(stack.journal()).toContain("[secret]");
});

test("destroy leaves nothing", async () => {
  const done = kept(await stack.destroy());
  expect(done.code).toBe(0);
  expect(JSON.parse((await stack.pulumi("stack", "export")).stdout).deployment.resources ?? []).toEqual([]);
});

test("the fixture uses every simulated provider", () => {
  const program = readFileSync(join(fixture, "index.ts"), "utf8");
  for (const name of ["pulumi-proxmoxve", "parley-remote", "keycloak", "kubernetes", "random"])
    expect(program).toContain(name);
});
