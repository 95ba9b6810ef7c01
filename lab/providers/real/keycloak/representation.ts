/** An OpenID client in the program's words and in Keycloak's: one table for both directions. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { Plain } from "../../../../provider/protocol/resourceType";
import { isRecord } from "../../../../provider/protocol/values";

/** Keycloak's own form; everything else in it stays as it is. */
export type Representation = Record<string, unknown> & { readonly attributes?: Record<string, unknown> };

/** Inputs that have the same name, or another one, on the top level. */
const fields: Readonly<Record<string, string>> = {
  adminUrl: "adminUrl",
  alwaysDisplayInConsole: "alwaysDisplayInConsole",
  baseUrl: "baseUrl",
  clientAuthenticatorType: "clientAuthenticatorType",
  clientId: "clientId",
  clientSecret: "secret",
  consentRequired: "consentRequired",
  description: "description",
  directAccessGrantsEnabled: "directAccessGrantsEnabled",
  enabled: "enabled",
  frontchannelLogoutEnabled: "frontchannelLogout",
  fullScopeAllowed: "fullScopeAllowed",
  implicitFlowEnabled: "implicitFlowEnabled",
  name: "name",
  rootUrl: "rootUrl",
  serviceAccountsEnabled: "serviceAccountsEnabled",
  standardFlowEnabled: "standardFlowEnabled",
  validRedirectUris: "redirectUris",
  webOrigins: "webOrigins",
};

/** Inputs that Keycloak keeps among the attributes, all of which are text there. */
const attributes: Readonly<Record<string, string>> = {
  accessTokenLifespan: "access.token.lifespan",
  backchannelLogoutRevokeOfflineSessions: "backchannel.logout.revoke.offline.tokens",
  backchannelLogoutSessionRequired: "backchannel.logout.session.required",
  backchannelLogoutUrl: "backchannel.logout.url",
  clientOfflineSessionIdleTimeout: "client.offline.session.idle.timeout",
  clientOfflineSessionMaxLifespan: "client.offline.session.max.lifespan",
  clientSessionIdleTimeout: "client.session.idle.timeout",
  clientSessionMaxLifespan: "client.session.max.lifespan",
  consentScreenText: "consent.screen.text",
  displayOnConsentScreen: "display.on.consent.screen",
  frontchannelLogoutUrl: "frontchannel.logout.url",
  loginTheme: "login_theme",
  oauth2DeviceAuthorizationGrantEnabled: "oauth2.device.authorization.grant.enabled",
  pkceCodeChallengeMethod: "pkce.code.challenge.method",
  useRefreshTokens: "use.refresh.tokens",
  validPostLogoutRedirectUris: "post.logout.redirect.uris",
};

/** Known to the provider's configuration only, or to the program. */
const elsewhere = new Set(["realmId", "accessType", "import", "extraConfig"]);
const between = "##";

/** Keycloak's form of the inputs, over what is there already. Refuses what the table does not have. */
export function toRepresentation(inputs: Plain, before: Representation = {}): Representation {
  const result: Record<string, unknown> = { ...before, protocol: "openid-connect" };
  const own: Record<string, unknown> = { ...before.attributes };
  for (const [name, value] of Object.entries(inputs)) {
    const [field, attribute] = [fields[name], attributes[name]];
    if (field) result[field] = value;
    else if (attribute) own[attribute] = Array.isArray(value) ? value.join(between) : String(value);
    else if (!elsewhere.has(name)) throw new Error(`the lab's keycloak provider does not know the client's ${name}`);
  }
  const type = inputs.accessType;
  const extra = isRecord(inputs.extraConfig) ? inputs.extraConfig : {};
  return {
    ...result,
    publicClient: type === "PUBLIC",
    bearerOnly: type === "BEARER-ONLY",
    attributes: { ...own, ...extra },
  };
}

/** What a program would have to say, of the things that it said, to get what is there. */
export function toInputs(now: Representation, said: Plain): Plain {
  return Object.fromEntries(
    Object.entries(said).map(([name, before]) => [name, likeBefore(before, current(now, name, before))]),
  );
}

function current(now: Representation, name: string, before: unknown): unknown {
  const [field, attribute] = [fields[name], attributes[name]];
  if (field) return now[field] ?? (typeof before === "string" ? "" : undefined);
  if (attribute) return fromText(now.attributes?.[attribute], before);
  if (name === "accessType") return now.publicClient ? "PUBLIC" : now.bearerOnly ? "BEARER-ONLY" : "CONFIDENTIAL";
  if (name === "extraConfig" && isRecord(before)) {
    return Object.fromEntries(Object.keys(before).map((key) => [key, now.attributes?.[key] ?? ""]));
  }
  return before;
}

/** An attribute as the kind of value that the program uses. */
function fromText(text: unknown, before: unknown): unknown {
  const known = typeof text === "string" ? text : "";
  if (typeof before === "boolean") return known === "true";
  return Array.isArray(before) ? known.split(between).filter(Boolean) : known;
}

/** Lists are sets to Keycloak: the same ones in another order are no change. */
function likeBefore(before: unknown, now: unknown): unknown {
  const sorted = (list: unknown[]) => [...list].sort();
  if (!Array.isArray(before) || !Array.isArray(now)) return now;
  return isDeepStrictEqual(sorted(before), sorted(now)) ? before : now;
}
