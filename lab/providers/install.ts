/** Puts the simulated providers where an engine looks for plugins: in its home, under the versions that the SDKs ask for. */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { quoted } from "../build/shell";

const packages = {
  keycloak: "@pulumi/keycloak",
  kubernetes: "@pulumi/kubernetes",
  proxmoxve: "@muhlba91/pulumi-proxmoxve",
  random: "@pulumi/random",
} as const;
type Name = keyof typeof packages;

/** Installs all of them into an engine's home (PULUMI_HOME). On PATH they would work too, with a warning each. */
export function installProviders(home: string): void {
  for (const name of Object.keys(packages) as Name[]) {
    installPlugin(home, name, [join(projectRoot(), "lab", "providers", "bin", `pulumi-resource-${name}`)]);
  }
}

/** Parley's own provider, simulated: what PARLEY_PROVIDER names where nothing shall be touched. */
export const simulatedParley = (): string =>
  join(projectRoot(), "lab", "providers", "bin", "pulumi-resource-parley-remote");

/** Installs one provider: a script that becomes `command`, a program and its first arguments. */
export function installPlugin(home: string, name: Name, command: readonly string[]): void {
  const require = createRequire(join(projectRoot(), "package.json"));
  const manifest = readFileSync(require.resolve(`${packages[name]}/package.json`), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const folder = join(home, "plugins", `resource-${name}-v${version}`);
  const file = join(folder, `pulumi-resource-${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.draft`, `#!/bin/sh\nexec ${command.map(quoted).join(" ")} "$@"\n`);
  chmodSync(`${file}.draft`, 0o755);
  renameSync(`${file}.draft`, file);
}
