/** Puts the simulated providers where an engine looks for plugins: in its home, under the versions that the SDKs ask for. */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";

const packages: Readonly<Record<string, string>> = {
  command: "@pulumi/command",
  keycloak: "@pulumi/keycloak",
  kubernetes: "@pulumi/kubernetes",
  proxmoxve: "@muhlba91/pulumi-proxmoxve",
  random: "@pulumi/random",
};

/** Installs all of them into an engine's home (PULUMI_HOME). On PATH they would work too, with a warning each. */
export function installProviders(home: string): void {
  const require = createRequire(join(projectRoot(), "package.json"));
  for (const [name, sdk] of Object.entries(packages)) {
    const { version } = JSON.parse(readFileSync(require.resolve(`${sdk}/package.json`), "utf8")) as { version: string };
    const folder = join(home, "plugins", `resource-${name}-v${version}`);
    const file = join(folder, `pulumi-resource-${name}`);
    const program = join(projectRoot(), "lab", "providers", "bin", `pulumi-resource-${name}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.draft`, `#!/bin/sh\nexec '${program.replaceAll("'", "'\\''")}' "$@"\n`);
    chmodSync(`${file}.draft`, 0o755);
    renameSync(`${file}.draft`, file);
  }
}
