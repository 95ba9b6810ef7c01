/** What must stay pure, seen through all its imports; the linter only sees the direct ones. */
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../support/stackFiles";

// Bundling takes its time on a busy machine.
jest.setTimeout(60_000);

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

test("the provider loads what talks to hosts and DNS servers only when it is needed", async () => {
  const { metafile } = await build({
    entryPoints: [join(root, "provider/main.ts")],
    absWorkingDir: root,
    outdir: "out",
    bundle: true,
    splitting: true,
    format: "esm",
    write: false,
    metafile: true,
    platform: "node",
    external: ["cpu-features", "*.node"],
    logLevel: "silent",
  });
  const atOnce = new Set<string>();
  const follow = (output: string) => {
    if (atOnce.has(output)) return;
    atOnce.add(output);
    for (const { path, kind } of metafile.outputs[output]?.imports ?? []) if (kind === "import-statement") follow(path);
  };
  follow("out/main.js");
  const inputs = (outputs: Iterable<string>) =>
    [...outputs].flatMap((one) => Object.keys(metafile.outputs[one]?.inputs ?? {}));
  const talking = /node_modules\/(ssh2|dns-packet|fast-xml-parser)\//;
  expect(inputs(atOnce).filter((file) => talking.test(file))).toEqual([]);
  expect(inputs(Object.keys(metafile.outputs)).filter((file) => talking.test(file)).length).toBeGreaterThan(10);
});
