/** Puts the real providers where an engine looks for plugins. */
import { join } from "node:path";
import { projectRoot } from "../../../cli/root";
import { proxmoxveProvider } from "../../proxmoxve/build";
import { installPlugin } from "../install";

/**
 * Installs proxmoxve (bridged, built when missing), keycloak and kubernetes (the lab's own, doing it for real), and
 * random, which is the simulated one: its values are random already, and there is nothing to act on.
 */
export async function installRealProviders(home: string): Promise<void> {
  const own = join(projectRoot(), "lab", "providers", "real", "run.mjs");
  installPlugin(home, "proxmoxve", [await proxmoxveProvider()]);
  for (const name of ["keycloak", "kubernetes"] as const) installPlugin(home, name, [process.execPath, own, name]);
  installPlugin(home, "random", [join(projectRoot(), "lab", "providers", "bin", "pulumi-resource-random")]);
}
