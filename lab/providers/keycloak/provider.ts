/** The keycloak provider, as far as OpenID clients need it. */
import { randomUUID } from "node:crypto";
import { version } from "@pulumi/keycloak/package.json";
import type { ProviderArgs } from "@pulumi/keycloak/provider";
import { z } from "zod";
import { anything, type Fields, text } from "../../../provider/protocol/fields";
import type { Provider } from "../../../provider/protocol/resourceType";
import { client } from "./client";
import { parts } from "./parts";

// A provider's settings reach the engine as strings, whatever their type.
const config = {
  accessToken: text,
  additionalHeaders: anything,
  adminUrl: text,
  basePath: text,
  clientId: text,
  clientSecret: text,
  clientTimeout: anything,
  initialLogin: anything,
  jwtSigningAlg: text,
  jwtSigningKey: text,
  jwtToken: text,
  jwtTokenFile: text,
  keycloakVersion: text,
  password: text,
  realm: text,
  redHatSso: anything,
  rootCaCertificate: text,
  tlsClientCertificate: text,
  tlsClientPrivateKey: text,
  tlsInsecureSkipVerify: anything,
  url: z.url().optional(),
  username: text,
} satisfies Fields<ProviderArgs>;

export const keycloak: Provider = {
  name: "keycloak",
  version,
  config: z.strictObject(config),
  type: (token) => (token === "keycloak:openid/client:Client" ? client : parts[token]),
  functions: {
    "keycloak:index/getRealm:getRealm": ({ realm }) => ({ id: realm, realm, enabled: true, internalId: randomUUID() }),
  },
};
