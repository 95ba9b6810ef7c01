/** Archives and names: the same for the same content, and nothing of a secret in them that does not belong there. */

import { releaseId } from "../../components/remote/identity";
import { deployOf, packedOf, payloadOf } from "../../lab/world/packed";
import { failures } from "../../provider/protocol/check";
import { tarball } from "../../provider/release/archive";
import { releaseInputs } from "../../provider/release/inputs";
import { asRoot } from "../../provider/ssh/target";
import { app, lookup } from "./agentHost";

test("the same entries give the same bytes", async () => {
  const entries = [
    { path: "a/b", content: "x", mode: 0o644 },
    { path: "a/c/d", content: "ÿ", mode: 0o600, owner: { uid: 1000, gid: 1000 } },
  ];
  const first = await tarball(entries);
  await new Promise((next) => setTimeout(next, 1100));
  expect((await tarball(entries)).equals(first)).toBe(true);
  expect(await payloadOf(app("1"), lookup)).toBe(await payloadOf(app("1"), lookup));
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

test("the command names the release, and no secret", () => {
  expect(deployOf(app("1"))).toContain(`Parley: test/app ${releaseId(app("1"), {})}`);
  expect(deployOf(app("1"))).not.toContain("s3cret");
});

test("names that the agent could misread are refused, all of them before anything changes", () => {
  const paths = ["a b", "../a", "/a", ".parley/id", "a\tb", "a/../../b"];
  const files = [...app("1").files, ...paths.map((path) => ({ path, content: "", mode: 0o644 }))];
  const placed = [...app("1").placed, { file: "none", at: "/x" }, { file: "unit", at: "relative" }];
  const inputs = {
    ...packedOf(app("1", { files, placed }), lookup),
    connection: { local: true, user: "root" },
    title: "test",
    machine: "standing",
    running: "",
  };
  expect(failures(releaseInputs, inputs)).toEqual([
    ...paths.map((path) => ({
      property: `files[${JSON.stringify(path)}]`,
      reason: "is not a path within a release",
    })),
    { property: 'placed["/x"]', reason: "the release has no file none" },
    { property: "placed.relative", reason: "is not an absolute path" },
  ]);
});

test("another user than root goes through sudo", () => {
  expect(asRoot("echo 'x'", "root")).toBe("echo 'x'");
  expect(asRoot("echo 'x'", "admin")).toBe("exec sudo -n sh -c 'echo '\\''x'\\'''\n");
});
