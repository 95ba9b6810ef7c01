/** Definitions of kinds that clusters have or lack, as their projects publish them: without the programs behind them. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { onPath } from "../build/program";
import { must } from "../world/command";

/** Where a project keeps them in its Go module; the version is in definitions/go.mod. */
const sources = {
  "cert-manager": {
    module: "github.com/cert-manager/cert-manager",
    folder: "deploy/crds",
    files: /^cert-manager\.io_/,
  },
  "gateway-api": {
    module: "sigs.k8s.io/gateway-api",
    folder: "config/crd/standard",
    // The others keep two versions of these from being mixed.
    files: /^gateway\.networking\.k8s\.io_(?!vap_)/,
  },
  "prometheus-operator": {
    module: "github.com/prometheus-operator/prometheus-operator",
    folder: "example/prometheus-operator-crd",
    files: /_(pod|service)monitors\.yaml$/,
  },
  traefik: {
    module: "github.com/traefik/traefik/v3",
    folder: "docs/content/reference/dynamic-configuration",
    files: /^traefik\.io_\w+\.yaml$/,
  },
} as const;

export type Definitions = keyof typeof sources;

/** YAML files with the definitions, downloaded first when needed; checked against definitions/go.sum. */
export async function definitionFiles(names: readonly Definitions[]): Promise<string[]> {
  const go = onPath("go");
  if (!go) throw new Error(`the definitions of ${names.join(", ")} cannot be had: there is no \`go\` on PATH`);
  const modules = names.map((name) => sources[name].module);
  // In the versions of definitions/go.mod. It answers with one object after another, in no order of ours.
  const answer = await must([go, "mod", "download", "-json", ...modules], {
    cwd: join(projectRoot(), "lab/kubernetes/definitions"),
    env: { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly", GOWORK: "off" },
    timeout: 300_000,
  });
  const found = JSON.parse(`[${answer.trim().replaceAll("}\n{", "},{")}]`) as { Path: string; Dir: string }[];
  return names.flatMap((name) => {
    const { module, folder, files } = sources[name];
    const place = join(found.find(({ Path }) => Path === module)?.Dir ?? "", folder);
    if (!existsSync(place)) throw new Error(`${module} has no ${folder}`);
    return readdirSync(place)
      .filter((file) => files.test(file))
      .map((file) => join(place, file));
  });
}
