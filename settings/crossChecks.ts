/** What no single setting can tell: settings that have to fit together. Each check names itself for the reference page. */
import type { CrossCheck } from "./checks/crossCheck";
import { streaming } from "./checks/features";
import { edgeIsNotContainer, edgePresent, memory, nested, network, platformSections } from "./checks/machines";
import { dynamicTtl, zone } from "./checks/names";
import { ports } from "./checks/ports";

export { credentialsPresent } from "./checks/credentials";

/** In the order in which a reader meets the settings. */
export const crossChecks: readonly CrossCheck[] = [
  platformSections,
  edgePresent,
  network,
  nested,
  memory,
  edgeIsNotContainer,
  zone,
  dynamicTtl,
  ports,
  streaming,
];
