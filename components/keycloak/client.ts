/** The OIDC client of a Jitsi site, as plain data in Keycloak's terms. */
import type { KeycloakLogin } from "../../settings/sections/login";

export type LoginSettings = KeycloakLogin;

/** `https://kc.example.org/auth/realms/main` → server, base path and realm. */
export function realmOf(issuer: string): { url: string; basePath: string; realm: string } {
  const { origin, pathname } = new URL(issuer);
  const [basePath = "", realm = ""] = pathname.split("/realms/");
  return { url: origin, basePath, realm };
}

/**
 * Arguments of `keycloak.openid.Client`.
 *
 * A public client with PKCE and exact addresses: the browser itself talks to Keycloak (Jitsi handbook, "Authentication":
 * `static/sso.html` exchanges the code, `static/logout.html` ends the session).
 */
export function clientArgs(login: LoginSettings, domain: string) {
  const site = `https://${domain}`;
  return {
    realmId: realmOf(login.issuer).realm,
    clientId: login.clientId,
    name: domain,
    description: "Made by Parley. Change it there, not here.",
    enabled: true,
    accessType: "PUBLIC",
    standardFlowEnabled: true,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: false,
    pkceCodeChallengeMethod: "S256",
    rootUrl: site,
    baseUrl: `${site}/`,
    validRedirectUris: [`${site}/static/sso.html`],
    validPostLogoutRedirectUris: [`${site}/static/logout.html`],
    webOrigins: [site],
    import: login.adopt,
  };
}
