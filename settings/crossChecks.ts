/** What no single setting can tell: settings that have to fit together. Each check names itself for the reference page. */
import type { CrossCheck } from "./checks/crossCheck";
import { guests, streaming } from "./checks/features";
import { kubernetesChecks } from "./checks/kubernetes";
import { edgeIsNotContainer, edgePresent, memory, nested, network, platformSections } from "./checks/machines";
import { matrixrtcChecks } from "./checks/matrixrtc";
import { dynamicTtl, zone } from "./checks/names";
import { ownHomeserverChecks } from "./checks/ownHomeserver";
import { ports } from "./checks/ports";
import { pluginPlacesPresent, pluginsDistinct, pluginText } from "./checks/prosody";
import { serviceSections } from "./checks/services";
import { turnChecks } from "./checks/turn";

export { credentialProblems, credentialsPresent } from "./checks/credentials";

/** In the order in which a reader meets the settings. */
export const crossChecks: readonly CrossCheck[] = [
  serviceSections,
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
  guests,
  pluginsDistinct,
  pluginText,
  pluginPlacesPresent,
  ...matrixrtcChecks,
  ...ownHomeserverChecks,
  ...turnChecks,
  ...kubernetesChecks,
];
