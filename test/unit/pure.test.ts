/** What must stay pure, seen through all its imports; the linter only sees the direct ones. */
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../support/stackFiles";

test.each(["components/deployment.ts", "cli/plan.ts"])("%s loads nothing of Pulumi", async (entry) => {
  const { metafile } = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    packages: "external",
    logLevel: "silent",
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports.map((one) => one.path));
  expect(imports.length).toBeGreaterThan(20);
  expect(imports.filter((path) => /@pulumi|@muhlba91/.test(path))).toEqual([]);
});
