/** The keycloak provider that asks a real Keycloak. It makes OpenID clients, which is all that Parley makes there. */
import { keycloak as simulated } from "../../keycloak/provider";
import type { SimulatedProvider } from "../../resourceType";
import { client } from "./client";

const token = "keycloak:openid/client:Client";

export const keycloak: SimulatedProvider = {
  ...simulated,
  type: (asked) => (asked === token ? simulated.type(asked) : undefined),
  functions: {},
  live: (asked) => (asked === token ? client : undefined),
};
