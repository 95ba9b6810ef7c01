/** The keycloak provider that asks a real Keycloak. It makes OpenID clients, which is all that Parley makes there. */

import type { Provider } from "../../../../provider/protocol/resourceType";
import { keycloak as simulated } from "../../keycloak/provider";
import { client } from "./client";

const token = "keycloak:openid/client:Client";

export const keycloak: Provider = {
  ...simulated,
  type: (asked) => (asked === token ? simulated.type(asked) : undefined),
  functions: {},
  live: (asked) => (asked === token ? client : undefined),
};
