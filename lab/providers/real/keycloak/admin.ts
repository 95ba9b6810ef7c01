/** Keycloak's admin interface, with the provider's configuration; errors say what the server said. */
import KeycloakAdmin, { NetworkError } from "@keycloak/keycloak-admin-client";
import type { Plain } from "../../../../provider/protocol/resourceType";

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Logs in. A token lives for a minute as a rule, so every operation gets one of its own. */
export async function login(config: Plain, signal: AbortSignal): Promise<KeycloakAdmin> {
  const url = text(config.url);
  if (!url) throw new Error("the provider needs the url of the Keycloak server");
  const baseUrl = url.replace(/\/$/, "") + (text(config.basePath) ?? "");
  const realmName = text(config.realm) ?? "master";
  const admin = new KeycloakAdmin({ baseUrl, realmName, requestOptions: { signal } });
  const [clientId, clientSecret] = [text(config.clientId) ?? "", text(config.clientSecret)];
  const [username, password] = [text(config.username), text(config.password)];
  await told(`error logging in to ${baseUrl}, realm ${realmName}, as ${username ?? clientId}`, () =>
    admin.auth(
      username
        ? { grantType: "password", clientId, username, ...(password ? { password } : {}) }
        : { grantType: "client_credentials", clientId, ...(clientSecret ? { clientSecret } : {}) },
    ),
  );
  return admin;
}

/** Asks Keycloak; a refusal says what was to be done and what the server answered. */
export async function told<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NetworkError) {
      const body = JSON.stringify(error.responseData);
      throw new Error(`${what}: ${error.response.status} ${error.response.statusText}. Response body: ${body}`);
    }
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Error(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
