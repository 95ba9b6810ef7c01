/** `parley docs`: writes what is generated from the program itself, or checks that it is up to date. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { outputDescriptions } from "../components/outputs";
import { credentialsPresent, crossChecks } from "../settings/crossChecks";
import { stackFileSchema } from "../settings/jsonSchema";
import { settingsReference } from "../settings/reference";
import { outputsReference } from "./outputsReference";
import { projectRoot } from "./root";
import { UserError } from "./userError";

/** Path in the project → content. */
export const generatedDocs = (): Readonly<Record<string, string>> => ({
  "docs/settings.md": settingsReference([...crossChecks, credentialsPresent].map((one) => one.rule)),
  "docs/outputs.md": outputsReference(outputDescriptions),
  "settings/settings.schema.json": `${JSON.stringify(stackFileSchema(), null, 2)}\n`,
});

export function docs({ check = false }: { readonly check?: boolean }): void {
  const stale = Object.entries(generatedDocs()).filter(([path, content]) => {
    const file = join(projectRoot(), path);
    return !existsSync(file) || readFileSync(file, "utf8").replaceAll("\r\n", "\n") !== content;
  });
  if (check && stale.length > 0) {
    throw new UserError(
      `Out of date: ${stale.map(([path]) => path).join(", ")}. Run \`npm run docs\` and commit them.`,
    );
  }
  for (const [path, content] of stale) {
    mkdirSync(dirname(join(projectRoot(), path)), { recursive: true });
    writeFileSync(join(projectRoot(), path), content);
    process.stdout.write(`wrote ${path}\n`);
  }
  if (stale.length === 0) process.stdout.write("up to date\n");
}
