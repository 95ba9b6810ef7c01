/** The host agent, run for real by dash under a directory that stands for the host's root. */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { deployOf, payloadOf } from "../../lab/world/packed";
import { agentScript } from "../../provider/release/agent";
import { app, lookup, shortId, TestHost } from "./agentHost";

jest.setTimeout(60_000);
let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.end());

test.each(["dash", "sh", "bash"])("%s accepts the script", (shell) => {
  expect(spawnSync(shell, ["-n"], { input: agentScript, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});

test("first deployment: files, owners, modes, place, service", async () => {
  const release = app("1", {
    files: [
      ...app("1").files,
      { path: "data/owned", content: "x\u0000ÿ\n", mode: 0o640, owner: { uid: 1000, gid: 101 } },
    ],
  });
  const { code, out } = await host.deploy(release);
  expect(out).toContain(`release test/app ${shortId(release)} is in force`);
  expect(code).toBe(0);
  expect(host.read("running")).toBe("1\n");
  expect(host.read("/etc/placed/app.yml")).toBe("unit 1\n");
  expect(host.list("/etc/placed")).toEqual(["README", "app.yml"]);
  expect(host.read("/var/lib/parley/test/app/current/config/key")).toBe("key=s3cret-of-appKey\n");
  const owned = statSync(join(host.root, "/var/lib/parley/test/app/current/data/owned"));
  expect([owned.uid, owned.gid, owned.mode & 0o7777]).toEqual([1000, 101, 0o640]);
  expect(host.read("/var/lib/parley/test/app/current/data/owned")).toBe("x\u0000ÿ\n");
  expect(host.list("/var/lib/parley").filter((name) => name !== "test")).toEqual([]);
});

test("an update replaces what stands in its places and takes away what it no longer has", async () => {
  await host.deploy(app("1"));
  const { code } = await host.deploy(app("2", { placed: [{ file: "unit", at: "/etc/placed/other.yml" }] }));
  expect(code).toBe(0);
  expect(host.list("/etc/placed")).toEqual(["README", "other.yml"]);
  expect(host.read("running")).toBe("2\n");
});

test("an invalid release changes nothing", async () => {
  await host.deploy(app("1"));
  const { code, out } = await host.deploy(app("2", { commandChanges: { validate: "echo line 7 is wrong; exit 1" } }));
  expect(code).toBe(1);
  expect(out).toContain("  | line 7 is wrong");
  expect(out).toContain(`the release 0001-${shortId(app("1"))} keeps serving, untouched`);
  expect(host.releases()).toHaveLength(1);
  expect(host.read("running")).toBe("1\n");
});

test("when activating fails, the release before runs again", async () => {
  await host.deploy(app("1"));
  const bad = app("2", {
    files: [...app("2").files, { path: "more", content: "more", mode: 0o644 }],
    placed: [...app("2").placed, { file: "more", at: "/etc/placed/more.yml" }],
    commandChanges: { activate: `rm "$R/running"; cat config/key; echo no such image >&2; exit 3` },
  });
  const { code, out } = await host.deploy(bad);
  expect(code).toBe(1);
  expect(out).toContain("  | no such image");
  expect(out).toContain(`the release 0001-${shortId(app("1"))} runs again`);
  expect(out).not.toContain("s3cret-of-appKey");
  expect(out).toContain("key=(secret)");
  expect(host.list("/etc/placed")).toEqual(["README", "app.yml"]);
  expect(host.read("/etc/placed/app.yml")).toBe("unit 1\n");
  expect(host.read("running")).toBe("1\n");
  expect(host.releases()).toHaveLength(1);
});

test("when it does not become healthy in time, the release before runs again", async () => {
  await host.deploy(app("1"));
  const { code, out } = await host.deploy(app("2", { commandChanges: { check: "echo still 502; sleep 60" } }));
  expect(code).toBe(1);
  expect(out).toContain("did not become healthy");
  expect(out).toContain("  | still 502");
  expect(host.read("running")).toBe("1\n");
});

test.each([
  ["at first often", "", ["0.25", "0.25"]],
  ["every second where fractions are not understood", "case $1 in *.*) exit 1;; esac", ["0.25", "1", "0.25", "1"]],
])("health is looked for again: %s", async (_, understood, pauses) => {
  host.tool("sleep", `echo "$1" >>"$R/pauses"\n${understood}`);
  // However slow the machine is, no time passes.
  host.tool("cut", `[ "$3" != /proc/uptime ] || { echo 100; exit; }\nexec /usr/bin/cut "$@"`);
  const check = `echo tried >>"$R/tries"; test "$(wc -l <"$R/tries")" -eq 3`;
  expect((await host.deploy(app("1", { commandChanges: { check }, checkSeconds: 30 }))).code).toBe(0);
  expect(host.read("pauses").trim().split("\n")).toEqual(pauses);
});

test("a check that says that waiting is no use ends the waiting at once", async () => {
  await host.deploy(app("1"));
  const { code, out } = await host.deploy(
    app("2", { commandChanges: { check: "echo hopeless; exit 100" }, checkSeconds: 300 }),
  );
  expect(code).toBe(1);
  expect(out).toContain("hopeless");
  expect(out).toContain("runs again");
});

test("when the first deployment fails, nothing stays", async () => {
  const { code, out } = await host.deploy(app("1", { commandChanges: { check: "exit 1" } }));
  expect(code).toBe(1);
  expect(out).toContain("everything was removed");
  expect(host.has("running")).toBe(false);
  expect(host.list("/etc/placed")).toEqual(["README"]);
  expect(host.list("/var/lib/parley")).toEqual([]);
});

test("when going back fails too, it says so loudly", async () => {
  const fragile = { activate: `test ! -e "$R/broken" && cp config/version "$R/running"` };
  await host.deploy(app("1", { commandChanges: fragile }));
  const { code, out } = await host.deploy(app("2", { commandChanges: { activate: `touch "$R/broken"; exit 1` } }));
  expect(code).toBe(3);
  expect(out).toContain("GOING BACK FAILED TOO");
  expect((await host.deploy(app("3"))).code).toBe(0);
  expect(host.read("running")).toBe("3\n");
});

test("a place taken by a foreign file is refused before anything changes", async () => {
  host.write("/etc/placed/app.yml", "somebody else's\n");
  const { code, out } = await host.deploy(app("1"));
  expect(code).toBe(2);
  expect(out).toContain("/etc/placed/app.yml is not Parley's");
  expect(host.read("/etc/placed/app.yml")).toBe("somebody else's\n");
  expect(host.has("running")).toBe(false);
  const nowhere = await host.deploy(app("1", { placed: [{ file: "unit", at: "/etc/nowhere/x" }] }));
  expect(nowhere.code).toBe(2);
  expect(nowhere.out).toContain("/etc/nowhere does not exist");
});

test("deploying the same again repairs what was changed by hand", async () => {
  await host.deploy(app("1"));
  host.write("/etc/placed/app.yml", "edited\n");
  host.write("/var/lib/parley/test/app/current/config/version", "edited\n");
  host.write("running", "edited\n");
  expect((await host.deploy(app("1"))).code).toBe(0);
  expect(host.read("/etc/placed/app.yml")).toBe("unit 1\n");
  expect(host.read("running")).toBe("1\n");
  expect(host.releases()).toHaveLength(1);
});

test("the last three good releases stay", async () => {
  for (const version of ["1", "2", "3", "4", "5"]) expect((await host.deploy(app(version))).code).toBe(0);
  expect(host.releases()).toEqual(["3", "4", "5"].map((version) => `000${version}-${shortId(app(version))}`));
});

test("removing takes away all of ours and nothing else, and may be repeated", async () => {
  await host.deploy(app("1"));
  await host.deploy(app("2"));
  const { code, out } = await host.remove(app("2"));
  expect(out).toContain("release test/app is removed");
  expect(code).toBe(0);
  expect(host.has("running")).toBe(false);
  expect(host.list("/etc/placed")).toEqual(["README"]);
  expect(host.has("/var/lib/parley")).toBe(false);
  expect(await host.remove(app("2"))).toMatchObject({ code: 0, out: expect.stringContaining("nothing to remove") });
});

test("removing leaves a placed file that somebody changed, and says so", async () => {
  await host.deploy(app("1"));
  host.write("/etc/placed/app.yml", "edited\n");
  expect((await host.remove(app("1"))).out).toContain("/etc/placed/app.yml was changed by somebody else and stays");
  expect(host.read("/etc/placed/app.yml")).toBe("edited\n");
});

test("a removal that fails deletes nothing", async () => {
  await host.deploy(app("1", { commandChanges: { deactivate: `echo in use; test -e "$R/free"` } }));
  const { code, out } = await host.remove(app("1"));
  expect(code).toBe(1);
  expect(out).toContain("  | in use");
  host.write("free", "");
  expect((await host.remove(app("1"))).code).toBe(0);
});

test("a transfer that breaks off changes nothing", async () => {
  await host.deploy(app("1"));
  const payload = await payloadOf(app("2"), lookup);
  for (const share of [0, 0.1, 0.5, 0.9]) {
    const cut = payload.slice(0, Math.floor((payload.length * share) / 4) * 4);
    const { code, out } = await host.start(deployOf(app("2")), cut);
    expect(code).toBe(2);
    expect(out).toContain("nothing was changed");
  }
  expect(host.read("running")).toBe("1\n");
  expect(host.list("/var/lib/parley")).toEqual(["test"]);
});
