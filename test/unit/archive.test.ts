/** Archives and names: the same for the same content, and nothing of a secret in them that does not belong there. */
import { tarball } from "../../components/remote/archive";
import { releaseId } from "../../components/remote/identity";
import { asRoot, deployCommand, packRelease, removeCommand } from "../../components/remote/payload";
import { app, lookup } from "./agentHost";

test("the same entries give the same bytes", async () => {
  const entries = [
    { path: "a/b", content: "x", mode: 0o644 },
    { path: "a/c/d", content: "ÿ", mode: 0o600, owner: { uid: 1000, gid: 1000 } },
  ];
  const first = await tarball(entries);
  await new Promise((next) => setTimeout(next, 1100));
  expect((await tarball(entries)).equals(first)).toBe(true);
  expect(await packRelease(app("1"), {}, lookup)).toBe(await packRelease(app("1"), {}, lookup));
});

test("a release's id follows its content and its secrets' rotation, not their values nor the order of files", () => {
  const id = releaseId(app("1"), {});
  expect(releaseId({ ...app("1"), files: [...app("1").files].reverse() }, {})).toBe(id);
  expect(releaseId({ ...app("1"), title: "for people" }, {})).toBe(id);
  expect(releaseId(app("1"), { appKey: 1, other: 5 })).toBe(id);
  expect(releaseId(app("1"), { appKey: 2 })).not.toBe(id);
  expect(releaseId(app("2"), {})).not.toBe(id);
  expect(releaseId({ ...app("1"), checkSeconds: 3 }, {})).not.toBe(id);
});

test("the command shows which files change, and no secret", () => {
  const before = deployCommand(app("1"), {});
  const after = deployCommand(app("1"), { appKey: 2 });
  expect(before).toContain(`Parley: test/app ${releaseId(app("1"), {})}`);
  const changed = after.split("\n").filter((line, i) => line !== before.split("\n")[i]);
  expect(changed).toHaveLength(2);
  expect(changed[1]).toMatch(/^# config\/key +[0-9a-f]{8}$/);
  expect(before + removeCommand(app("1"))).not.toContain("s3cret");
});

test("names that the agent could misread are refused", async () => {
  const named = (path: string) =>
    packRelease(app("1", { files: [{ path, content: "", mode: 0o644 }], placed: [] }), {}, lookup);
  for (const path of ["a b", "../a", "/a", ".parley/id", "a\tb", "a/../../b"])
    await expect(named(path)).rejects.toThrow("names");
  await expect(packRelease(app("1", { placed: [{ file: "none", at: "/x" }] }), {}, lookup)).rejects.toThrow("none");
});

test("another user than root goes through sudo", () => {
  expect(asRoot("echo 'x'", "root")).toBe("echo 'x'");
  expect(asRoot("echo 'x'", "admin")).toBe("exec sudo -n sh -c 'echo '\\''x'\\'''\n");
});
