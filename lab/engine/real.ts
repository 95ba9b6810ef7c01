/** A place for stacks that are to act on something real: on the lab, as a rule. */
import { installRealProviders } from "../providers/real/install";
import type { Engine } from "./find";
import { type Place, place } from "./place";

export interface RealPlace extends Place {
  /** What to start the engine with: the prefix, if any, and the engine itself. Its providers run where it does. */
  readonly command: readonly string[];
}

/**
 * Makes the place ready, which builds the Proxmox provider when it is missing.
 *
 * @param prefix words before the engine's own command, like `["nsenter", "--net=/run/netns/lab"]`
 */
export async function realPlace(
  engine: Engine,
  folder: string,
  passphrase: string,
  prefix: readonly string[] = [],
): Promise<RealPlace> {
  const made = place(engine, folder, passphrase);
  await installRealProviders(made.home);
  return { ...made, command: [...prefix, engine.pulumi] };
}
