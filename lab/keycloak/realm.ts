/** The realm that the lab's Keycloak starts with, in Keycloak's import format. */

export const realmName = "main";
/** The client that may manage clients, and nothing else. */
export const adminClientId = "parley";

/** A client of somebody else: nothing of ours may ever change it. */
const foreign = {
  clientId: "intranet",
  name: "Intranet",
  description: "Belongs to somebody else",
  publicClient: false,
  standardFlowEnabled: true,
  redirectUris: ["https://intranet.example.org/*"],
  webOrigins: ["https://intranet.example.org"],
};

const person = {
  username: "anna",
  enabled: true,
  emailVerified: true,
  firstName: "Anna",
  lastName: "Example",
  email: "anna@example.org",
};

/** @param password of the user `anna`, for trying a login */
export function realm(adminClientSecret: string, password: string) {
  return {
    realm: realmName,
    enabled: true,
    sslRequired: "none",
    clients: [
      {
        clientId: adminClientId,
        secret: adminClientSecret,
        publicClient: false,
        serviceAccountsEnabled: true,
        standardFlowEnabled: false,
        directAccessGrantsEnabled: false,
      },
      foreign,
    ],
    users: [
      { ...person, credentials: [{ type: "password", value: password, temporary: false }] },
      {
        username: `service-account-${adminClientId}`,
        enabled: true,
        serviceAccountClientId: adminClientId,
        clientRoles: { "realm-management": ["manage-clients"] },
      },
    ],
  };
}
