/** Puts the real providers where an engine looks for plugins. */
import { proxmoxveProvider } from "../../proxmoxve/build";
import { installPlugin } from "../install";
import { hosted, ownProvider } from "./hostProcess";

/**
 * Installs proxmoxve (bridged, built when missing), keycloak and kubernetes (the lab's own, doing it for real), and
 * random.
 *
 * @param socket of a host that has the lab's own; each is a process by itself unless given
 */
export async function installRealProviders(home: string, socket?: string): Promise<void> {
  installPlugin(home, "proxmoxve", [await proxmoxveProvider()]);
  for (const name of ["keycloak", "kubernetes", "random"] as const)
    installPlugin(home, name, socket ? hosted(socket, name) : ownProvider(name));
}
