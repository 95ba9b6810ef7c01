/** How users come to be: registration is closed. */
import type { WithOwnHomeserver } from "../../../settings/homeserver";
import { instanceOf, namespaceOf } from "../../../settings/settings";
import { ports } from "../common";
import { configPaths } from "./config";

/** Asks for name and password, so that neither is in a command line. To be run on the service's machine, as root, or where kubectl is. */
export const newUserCommand = (settings: WithOwnHomeserver): string =>
  `${inside(settings)} register_new_matrix_user -c ${configPaths.secrets} http://127.0.0.1:${ports.synapse}`;

const inside = (settings: WithOwnHomeserver): string =>
  settings.platform === "kubernetes"
    ? `kubectl exec -it --namespace ${namespaceOf(settings)} deployment/synapse --`
    : `docker exec -it ${instanceOf(settings)}-synapse-1`;
