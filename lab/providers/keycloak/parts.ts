/** What belongs to an OpenID client: roles, scopes and the mappers that put claims into tokens. */
import { randomUUID } from "node:crypto";
import type { AudienceProtocolMapperArgs } from "@pulumi/keycloak/openid/audienceProtocolMapper";
import type { ClientDefaultScopesArgs } from "@pulumi/keycloak/openid/clientDefaultScopes";
import type { ClientOptionalScopesArgs } from "@pulumi/keycloak/openid/clientOptionalScopes";
import type { ClientScopeArgs } from "@pulumi/keycloak/openid/clientScope";
import type { GroupMembershipProtocolMapperArgs } from "@pulumi/keycloak/openid/groupMembershipProtocolMapper";
import type { HardcodedClaimProtocolMapperArgs } from "@pulumi/keycloak/openid/hardcodedClaimProtocolMapper";
import type { UserAttributeProtocolMapperArgs } from "@pulumi/keycloak/openid/userAttributeProtocolMapper";
import type { UserClientRoleProtocolMapperArgs } from "@pulumi/keycloak/openid/userClientRoleProtocolMapper";
import type { UserPropertyProtocolMapperArgs } from "@pulumi/keycloak/openid/userPropertyProtocolMapper";
import type { UserRealmRoleProtocolMapperArgs } from "@pulumi/keycloak/openid/userRealmRoleProtocolMapper";
import type { RoleArgs } from "@pulumi/keycloak/role";
import { type ZodType, z } from "zod";
import { type Fields, flag, map, number, required, text, texts } from "../../../provider/protocol/fields";
import type { ResourceType } from "../../../provider/protocol/resourceType";
import { named } from "./named";

const owner = { name: text, realmId: required.text, clientId: text, clientScopeId: text };
const tokens = { addToAccessToken: flag, addToIdToken: flag, addToUserinfo: flag };
const introspection = { addToTokenIntrospection: flag };
const claim = { claimName: required.text, claimValueType: text };

function mapper(fields: Record<string, ZodType>): ResourceType {
  return {
    inputs: z.strictObject(fields),
    fill: named("name"),
    replacedBy: () => ["realmId", "clientId", "clientScopeId"],
    id: () => randomUUID(),
  };
}

const mappers = {
  audience: mapper({
    ...owner,
    addToAccessToken: flag,
    addToIdToken: flag,
    ...introspection,
    includedClientAudience: text,
    includedCustomAudience: text,
  } satisfies Fields<AudienceProtocolMapperArgs>),
  groupMembership: mapper({
    ...owner,
    ...tokens,
    ...introspection,
    claimName: required.text,
    fullPath: flag,
  } satisfies Fields<GroupMembershipProtocolMapperArgs>),
  hardcodedClaim: mapper({
    ...owner,
    ...tokens,
    ...claim,
    claimValue: required.text,
  } satisfies Fields<HardcodedClaimProtocolMapperArgs>),
  userAttribute: mapper({
    ...owner,
    ...tokens,
    ...introspection,
    ...claim,
    aggregateAttributes: flag,
    multivalued: flag,
    userAttribute: required.text,
  } satisfies Fields<UserAttributeProtocolMapperArgs>),
  userClientRole: mapper({
    ...owner,
    ...tokens,
    ...claim,
    clientIdForRoleMappings: text,
    clientRolePrefix: text,
    multivalued: flag,
  } satisfies Fields<UserClientRoleProtocolMapperArgs>),
  userProperty: mapper({
    ...owner,
    ...tokens,
    ...claim,
    userProperty: required.text,
  } satisfies Fields<UserPropertyProtocolMapperArgs>),
  userRealmRole: mapper({
    ...owner,
    ...tokens,
    ...introspection,
    ...claim,
    multivalued: flag,
    realmRolePrefix: text,
  } satisfies Fields<UserRealmRoleProtocolMapperArgs>),
};

const role: ResourceType = {
  inputs: z.strictObject({
    attributes: map,
    clientId: text,
    compositeRoles: texts,
    description: text,
    import: flag,
    name: text,
    realmId: required.text,
  } satisfies Fields<RoleArgs>),
  fill: named("name"),
  replacedBy: () => ["realmId", "clientId", "name", "import"],
  id: () => randomUUID(),
};

const clientScope: ResourceType = {
  inputs: z.strictObject({
    consentScreenText: text,
    description: text,
    extraConfig: map,
    guiOrder: number,
    includeInOpenidProviderMetadata: flag,
    includeInTokenScope: flag,
    name: text,
    realmId: required.text,
  } satisfies Fields<ClientScopeArgs>),
  fill: named("name"),
  replacedBy: () => ["realmId"],
  id: () => randomUUID(),
};

const scopesOfClient = (fields: Record<string, ZodType>): ResourceType => ({
  inputs: z.strictObject(fields),
  replacedBy: () => ["realmId", "clientId"],
  id: (inputs) => `${inputs.realmId}/${inputs.clientId}`,
});
const client = { realmId: required.text, clientId: required.text };
const names = z.array(z.string());

/** By token, as far as it is about OpenID clients. */
export const parts: Readonly<Record<string, ResourceType>> = {
  "keycloak:index/role:Role": role,
  "keycloak:openid/audienceProtocolMapper:AudienceProtocolMapper": mappers.audience,
  "keycloak:openid/clientDefaultScopes:ClientDefaultScopes": scopesOfClient({
    ...client,
    defaultScopes: names,
  } satisfies Fields<ClientDefaultScopesArgs>),
  "keycloak:openid/clientOptionalScopes:ClientOptionalScopes": scopesOfClient({
    ...client,
    optionalScopes: names,
  } satisfies Fields<ClientOptionalScopesArgs>),
  "keycloak:openid/clientScope:ClientScope": clientScope,
  "keycloak:openid/groupMembershipProtocolMapper:GroupMembershipProtocolMapper": mappers.groupMembership,
  "keycloak:openid/hardcodedClaimProtocolMapper:HardcodedClaimProtocolMapper": mappers.hardcodedClaim,
  "keycloak:openid/userAttributeProtocolMapper:UserAttributeProtocolMapper": mappers.userAttribute,
  "keycloak:openid/userClientRoleProtocolMapper:UserClientRoleProtocolMapper": mappers.userClientRole,
  "keycloak:openid/userPropertyProtocolMapper:UserPropertyProtocolMapper": mappers.userProperty,
  "keycloak:openid/userRealmRoleProtocolMapper:UserRealmRoleProtocolMapper": mappers.userRealmRole,
};
