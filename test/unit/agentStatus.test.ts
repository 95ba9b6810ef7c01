/** What the agent says of a release that somebody changed by hand, and what the provider makes of it. */
import { chmodSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Release } from "../../components/remote/release";
import { packedOf, secretFiles } from "../../lab/world/packed";
import { changedSecret, found, missing } from "../../provider/release/drift";
import { asReleased, type ReleaseInputs } from "../../provider/release/inputs";
import { parseStatus } from "../../provider/release/status";
import { app, lookup, shortId, TestHost } from "./agentHost";

jest.setTimeout(60_000);
let host: TestHost;
beforeEach(async () => {
  host = new TestHost();
  await host.deploy(app("1"));
});
afterEach(() => host.end());

const current = "/var/lib/parley/test/app/current";
const at = (path: string) => join(host.root, path);

const inputsOf = (release: Release): ReleaseInputs => ({
  ...packedOf(release, lookup),
  title: "test",
  connection: { local: true, user: "root" },
  machine: "standing",
  running: asReleased,
});

/** What a refresh would write down; undefined when the release is gone. */
async function look(release = app("1"), owner = "test"): Promise<ReleaseInputs | undefined> {
  const { out } = await host.status(release);
  const status = parseStatus(out);
  return status && found({ inputs: inputsOf(release), owner, secretFiles: secretFiles(release) }, status);
}

test("nothing was changed: nothing differs", async () => {
  expect(await look()).toEqual(inputsOf(app("1")));
});

test("a changed file shows its new content, a secret one only that it changed", async () => {
  host.write(`${current}/config/version`, "by hand\n");
  host.write(`${current}/config/key`, "another secret\n");
  const now = await look();
  expect(now?.files["config/version"]?.content).toBe("by hand\n");
  expect(now?.files["config/key"]?.content).toBe(changedSecret);
  expect((await host.status(app("1"))).out).not.toContain(Buffer.from("another secret").toString("base64"));
});

test("a file that is missing, or a link by now, is missing", async () => {
  rmSync(at(`${current}/config/version`));
  rmSync(at(`${current}/unit`));
  symlinkSync("/etc/hostname", at(`${current}/unit`));
  const now = await look();
  expect(now?.files["config/version"]?.content).toBe(missing);
  expect(now?.files.unit?.content).toBe(missing);
});

test("mode and owner count", async () => {
  chmodSync(at(`${current}/config/key`), 0o644);
  expect((await look())?.files["config/key"]).toMatchObject({
    mode: "0644",
    owner: "0:0",
    content: "key=s3cret-of-appKey\n",
  });
});

test("a copy elsewhere is named with its place", async () => {
  host.write("/etc/placed/app.yml", "by hand\n");
  expect(await look()).toMatchObject({
    files: { unit: { content: "by hand\n" } },
    running: "/etc/placed/app.yml was changed",
  });
  rmSync(at("/etc/placed/app.yml"));
  expect((await look())?.running).toBe("/etc/placed/app.yml is missing");
});

test("what runs and what the check says", async () => {
  host.write("running", "other\n");
  expect((await look())?.running).toBe("gone: 1\nnew: other\nits check fails: (without a word)");
});

test("a check that fails for a moment is no drift, one that keeps failing is", async () => {
  const moment = app("2", {
    commandChanges: { check: `[ ! -e "$R/starting" ] || { echo starting; rm "$R/starting"; exit 1; }` },
  });
  await host.deploy(moment);
  host.write("starting", "");
  expect((await look(moment))?.running).toBe(asReleased);
  const lasting = app("3", {
    commandChanges: { check: `[ ! -e "$R/broken" ] || { echo "it is s3cret-of-appKey"; exit 1; }` },
  });
  await host.deploy(lasting);
  host.write("broken", "");
  expect((await look(lasting))?.running).toBe("its check fails: it is (secret)");
});

test("another release, another deployment, none", async () => {
  await host.deploy(app("2"), undefined, "somebody");
  expect(await look()).toMatchObject({
    releaseId: shortId(app("2")),
    running: "another deployment, somebody, took its place",
  });
  rmSync(at(current));
  expect((await look(app("2"), "somebody"))?.running).toBe("no release is in force");
  rmSync(at("/var/lib/parley/test"), { recursive: true });
  expect(await look()).toBeUndefined();
});

test("an answer that is cut off is an error, not a clean bill of health", async () => {
  const { out } = await host.status(app("1"));
  expect(() => parseStatus(out.replace("end\n", ""))).toThrow("not whole");
  expect(() => parseStatus("")).toThrow("not whole");
});

test("the same release again repairs all of it, and activate hears which files were changed", async () => {
  const telling = app("4", {
    commandChanges: { activate: `cat .parley/changed >"$R/told"; cp config/version "$R/running"` },
  });
  await host.deploy(telling);
  expect(host.read("told")).toBe("");
  writeFileSync(at(`${current}/config/version`), "by hand\n");
  rmSync(at(`${current}/config/key`));
  rmSync(at("/etc/placed/app.yml"));
  expect((await host.deploy(telling)).code).toBe(0);
  expect(host.read("told")).toBe("config/key\nconfig/version\n");
  expect(await look(telling)).toEqual(inputsOf(telling));
  expect(host.has(`${current}/.parley/changed`)).toBe(false);
});

test("a run that is killed while it activates hands the names on", async () => {
  const slow = (version: string) =>
    app(version, {
      commandChanges: {
        activate: `cat .parley/changed >"$R/told"; touch "$R/at-it"; sleep ${version === "5" ? 1 : 0}; cp config/version "$R/running"`,
      },
    });
  writeFileSync(at(`${current}/config/version`), "by hand\n");
  let agent = 0;
  const killed = host.deploy(slow("5"), (process) => {
    agent = process.pid ?? 0;
  });
  while (!host.has("at-it")) await new Promise((next) => setTimeout(next, 20));
  process.kill(-agent, "SIGKILL");
  await killed;
  expect((await host.deploy(slow("6"))).code).toBe(0);
  expect(host.read("told")).toBe("config/version\n");
});

test("only whose deployment it is may remove it", async () => {
  const { code, out } = await host.remove(app("1"), "somebody");
  expect(code).toBe(0);
  expect(out).toContain("was put there by another deployment, test, and stays");
  expect(host.read("running")).toBe("1\n");
  expect((await host.remove(app("1"), "test")).out).toContain("is removed");
});

test("a deployment that fails does not take it over", async () => {
  await host.deploy(app("2", { commandChanges: { activate: "exit 1" } }), undefined, "somebody");
  expect(host.read("/var/lib/parley/test/app/owner")).toBe("test");
});
