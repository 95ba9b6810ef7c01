/** A place for stacks that are to act on something real: on the lab, as a rule. */
import { installRealProviders } from "../providers/real/install";
import type { Engine } from "./find";
import { type Place, place } from "./place";

/**
 * Makes the place ready, which builds the Proxmox provider when it is missing.
 *
 * @param socket of a host of the lab's providers; each is a process by itself unless given
 */
export async function realPlace(engine: Engine, folder: string, passphrase: string, socket?: string): Promise<Place> {
  const made = place(engine, folder, passphrase);
  await installRealProviders(made.home, socket);
  return made;
}
