/** What changed between two plans. */
import { stripVTControlCharacters } from "node:util";
import { changesBetween } from "../../cli/plan/diff/changes";
import { diffText } from "../../cli/plan/diff/text";
import { type PlanDocument, planDocument } from "../../cli/plan/document";
import { fakeDeployment } from "../support/deployment";

const before = planDocument("prod", fakeDeployment());

const withFile = (content: string, mode = "0640"): PlanDocument => ({
  ...before,
  releases: before.releases.map((release) =>
    release.name === "dnat"
      ? { ...release, id: "other", files: release.files.map((file) => ({ ...file, content, mode })) }
      : release,
  ),
});

const context = { config: "prod", revision: "main", isNew: false };
const text = (now: PlanDocument, old: PlanDocument | undefined = before) =>
  stripVTControlCharacters(diffText(changesBetween(old, now), { ...context, isNew: old === undefined }));

it("says when nothing changes", () => {
  expect(text(before)).toBe("prod now, against main: nothing changes.\n");
});

it("shows a file's lines and the release that is sent again", () => {
  const out = text(withFile("table ip other {}\n"));
  expect(out).toContain("  ~ edge/dnat\n");
  expect(out).toContain(
    "--- a/edge/dnat/rules.nft\n+++ b/edge/dnat/rules.nft\n@@ -1,1 +1,1 @@\n-table ip <parley> {}\n+table ip other {}\n",
  );
});

it("shows a change of mode alone", () => {
  expect(text(withFile("table ip <parley> {}\n", "0600"))).toContain("rules.nft: mode and owner 0640 0:0 → 0600 0:0");
});

it("names resources and secrets that come and go", () => {
  const now = {
    ...before,
    resources: [{ type: "a:b:C", name: "new", title: "" }],
    secrets: before.secrets.map((secret) => ({ ...secret, rotation: 2 })),
  };
  const changes = changesBetween(before, now);
  expect(changes.resources.added).toEqual(["new (a:b:C)"]);
  expect(changes.resources.removed).toHaveLength(2);
  expect(changes.secrets.changed).toEqual(["jvbAuth"]);
});

it("takes everything as new when the configuration was not there", () => {
  const fresh = changesBetween(undefined, before);
  expect(fresh.releases.added).toEqual(["service/jitsi", "edge/dnat"]);
  expect(fresh.files.every((file) => file.patch.startsWith("--- /dev/null\n"))).toBe(true);
});
