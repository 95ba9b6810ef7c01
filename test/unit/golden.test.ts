/**
 * Golden files: everything that each stack configuration renders, as text to review in a change.
 *
 * `UPDATE_GOLDEN=1 npx jest golden` writes them anew; look at the difference before you commit it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { capacityRows } from "../../cli/plan/capacity";
import type { Deployment } from "../../components/deployment";
import { clientArgs } from "../../components/keycloak/client";
import { manifestText } from "../../components/kubernetes/manifestText";
import { containerArgs, templateArgs } from "../../components/proxmox/container";
import { requirementText } from "../../provider/cluster/requirement";
import { keycloakLogin } from "../../settings/settings";
import { display } from "../../workloads/value";
import { deploymentOf } from "../support/planned";
import { root, stackFiles } from "../support/stackFiles";

const folder = join(root, "test/golden");
const goldenFile = (file: string) => join(folder, `${basename(file, ".yaml")}.txt`);

test.each(stackFiles)("%s renders what its golden file says", (file) => {
  const rendered = render(deploymentOf(file));
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(goldenFile(file), rendered);
  }
  expect(existsSync(goldenFile(file))).toBe(true);
  expect(rendered).toBe(readFileSync(goldenFile(file), "utf8"));
});

test("no golden file is left over", () => {
  expect(readdirSync(folder).sort()).toEqual(stackFiles.map((file) => basename(goldenFile(file))).sort());
});

test.each(stackFiles)("%s renders the same bytes again", (file) => {
  expect(render(deploymentOf(file))).toBe(render(deploymentOf(file)));
});

function render(planned: Deployment): string {
  const { settings } = planned;
  const login = keycloakLogin(settings);
  const parts: [string, string][] = [
    ["outputs", json(planned.outputs)],
    ["resources", planned.resources.map(({ type, name, title }) => `${type}  ${name}  ${title}`).join("\n")],
    ["secrets", planned.secrets.map(({ name, length, rotation }) => `${name} ${length} #${rotation}`).join("\n")],
    ["notices", planned.notices.join("\n")],
    [
      "capacity",
      capacityRows(planned.capacity)
        .map((row) => row.join("  "))
        .join("\n"),
    ],
    ...(settings.platform === "proxmox"
      ? [
          ["template", json(templateArgs(settings))] as [string, string],
          ["container", json(containerArgs(settings))] as [string, string],
        ]
      : []),
    ...(login ? [["client", json(clientArgs(login, settings.domain))] as [string, string]] : []),
    ...planned.cluster.objects.map((object): [string, string] => [
      `${object.id}${object.autonamed ? " (named while deploying)" : ""}${object.keep ? " (stays)" : ""}`,
      manifestText(object.manifest),
    ]),
    ...(planned.cluster.requirements.length > 0
      ? [["the cluster must have", planned.cluster.requirements.map(requirementText).join("\n")] as [string, string]]
      : []),
    ...planned.releases.flatMap((release): [string, string][] => [
      [`${release.name}: on the ${release.host} host, ${release.checkSeconds} s to become healthy`, release.id],
      ...release.files.map((one): [string, string] => [
        `${release.name}/${one.path} ${one.mode.toString(8)}${one.owner ? ` ${one.owner.uid}:${one.owner.gid}` : ""}`,
        display(one.content),
      ]),
      ...release.placed.map((one): [string, string] => [`${release.name}: placed`, `${one.file} → ${one.at}`]),
      ...Object.entries(release.commands).map(([name, script]): [string, string] => [
        `${release.name}: ${name}`,
        script,
      ]),
    ]),
  ];
  return parts.map(([title, text]) => `=== ${title}\n${text.trimEnd()}\n`).join("\n");
}

const json = (value: unknown): string => JSON.stringify(value, undefined, 2);
