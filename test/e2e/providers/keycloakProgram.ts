/** The OIDC client as Parley makes it. */

import type { LoginSettings } from "../../../components/keycloak/client";
import { OidcClient } from "../../../components/keycloak/oidcClient";
import { readInput } from "./input";

export interface KeycloakInput {
  readonly login?: LoginSettings;
  readonly domain: string;
  readonly adminClientSecret: string;
}

const { login, domain, adminClientSecret } = readInput<KeycloakInput>();
if (login) new OidcClient("meet", { login, domain, adminClientSecret });
