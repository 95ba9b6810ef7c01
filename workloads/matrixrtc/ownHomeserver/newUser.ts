/** How users come to be: registration is closed. */
import type { WithOwnHomeserver } from "../../../settings/homeserver";
import { instanceOf } from "../../../settings/settings";
import { ports } from "../common";
import { configPaths } from "./config";

/** Asks for name and password, so that neither is in a command line. To be run on the service's machine, as root. */
export const newUserCommand = (settings: WithOwnHomeserver): string =>
  `docker exec -it ${instanceOf(settings)}-synapse-1 register_new_matrix_user -c ${configPaths.secrets} http://127.0.0.1:${ports.synapse}`;
