/** An OpenID client of Keycloak. */
import { randomUUID } from "node:crypto";
import type { ClientArgs } from "@pulumi/keycloak/openid/client";
import { z } from "zod";
import { anything, type Fields, flag, map, object, required, text, texts } from "../../../provider/protocol/fields";
import type { ResourceType } from "../../../provider/protocol/resourceType";
import { randomText } from "../../../provider/protocol/values";
import { named } from "./named";

const secretAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const fields = {
  accessTokenLifespan: text,
  accessType: z.enum(["CONFIDENTIAL", "PUBLIC", "BEARER-ONLY"]),
  adminUrl: text,
  allowRefreshTokenInStandardTokenExchange: text,
  alwaysDisplayInConsole: flag,
  authenticationFlowBindingOverrides: object({ browserId: text, directGrantId: text }),
  authorization: anything,
  backchannelLogoutRevokeOfflineSessions: flag,
  backchannelLogoutSessionRequired: flag,
  backchannelLogoutUrl: text,
  baseUrl: text,
  clientAuthenticatorType: text,
  clientId: required.text,
  clientOfflineSessionIdleTimeout: text,
  clientOfflineSessionMaxLifespan: text,
  clientSecret: text,
  clientSecretRegenerateWhenChanged: map,
  clientSecretWo: text,
  clientSecretWoVersion: text,
  clientSessionIdleTimeout: text,
  clientSessionMaxLifespan: text,
  consentRequired: flag,
  consentScreenText: text,
  description: text,
  directAccessGrantsEnabled: flag,
  displayOnConsentScreen: flag,
  enabled: flag,
  excludeIssuerFromAuthResponse: flag,
  excludeSessionStateFromAuthResponse: flag,
  extraConfig: map,
  frontchannelLogoutEnabled: flag,
  frontchannelLogoutUrl: text,
  fullScopeAllowed: flag,
  implicitFlowEnabled: flag,
  import: flag,
  loginTheme: text,
  name: text,
  oauth2DeviceAuthorizationGrantEnabled: flag,
  oauth2DeviceCodeLifespan: text,
  oauth2DevicePollingInterval: text,
  oauth2JwtAuthorizationGrantEnabled: flag,
  oauth2JwtAuthorizationGrantIdp: text,
  pkceCodeChallengeMethod: z.enum(["", "plain", "S256"]).optional(),
  realmId: required.text,
  requireDpopBoundTokens: flag,
  rootUrl: text,
  serviceAccountsEnabled: flag,
  standardFlowEnabled: flag,
  standardTokenExchangeEnabled: flag,
  useRefreshTokens: flag,
  useRefreshTokensClientCredentials: flag,
  validPostLogoutRedirectUris: texts,
  validRedirectUris: texts,
  webOrigins: texts,
} satisfies Fields<ClientArgs>;

export const client: ResourceType = {
  inputs: z.strictObject(fields).superRefine((inputs, context) => {
    const flows = inputs.standardFlowEnabled === true || inputs.implicitFlowEnabled === true;
    if (flows || !inputs.validRedirectUris?.length) return;
    const message = "validRedirectUris cannot be set when standard or implicit flow is not enabled";
    context.addIssue({ code: "custom", path: ["validRedirectUris"], message });
  }),
  fill: named("clientId"),
  replacedBy: () => ["realmId", "clientId", "import"],
  defaults: { enabled: true, fullScopeAllowed: true, clientAuthenticatorType: "client-secret", useRefreshTokens: true },
  computed: {
    clientSecret: (inputs) => (inputs.accessType === "CONFIDENTIAL" ? randomText(32, secretAlphabet) : undefined),
    resourceServerId: () => "",
    serviceAccountUserId: (inputs) => (inputs.serviceAccountsEnabled ? randomUUID() : ""),
  },
  secret: ["clientSecret", "clientSecretWo"],
  id: () => randomUUID(),
};
