/** An OpenID client in a real Keycloak. Nothing else in the realm is touched. */
import type KeycloakAdmin from "@keycloak/keycloak-admin-client";
import type { Live, Run } from "../../../../provider/protocol/live";
import type { Plain } from "../../../../provider/protocol/resourceType";
import { login, told } from "./admin";
import { type Representation, toInputs, toRepresentation } from "./representation";

export const client: Live = {
  create: async (inputs, run) => {
    const admin = await login(run.config, run.signal);
    const id = inputs.import === true ? await adopt(admin, inputs) : await make(admin, inputs);
    return { id, computed: await computed(admin, inputs, id) };
  },
  update: async ({ id }, inputs, run) => {
    const admin = await login(run.config, run.signal);
    await change(admin, inputs, await standing(admin, realmOf(inputs), id));
    return computed(admin, inputs, id);
  },
  read: async (known, run) => {
    const admin = await login(run.config, run.signal);
    // To import one, a program names it as `realm/id`.
    const [first = "", second] = known.id.split("/");
    const [realm, id] = second === undefined ? [realmOf(known.outputs), first] : [first, second];
    const now = await there(admin, realm, id);
    if (!now) return undefined;
    const said = Object.keys(known.inputs).length > 0 ? known.inputs : imported(realm);
    return { id, inputs: toInputs(now, said), computed: await computed(admin, { ...said, realmId: realm }, id) };
  },
  delete: async ({ id, outputs }, run: Run) => {
    // What was adopted was there before us.
    if (outputs.import === true) return;
    const admin = await login(run.config, run.signal);
    const realm = realmOf(outputs);
    await told(`error deleting client ${outputs.clientId}`, async () => {
      if (await there(admin, realm, id)) await admin.clients.del({ realm, id });
    });
  },
};

const realmOf = ({ realmId }: Plain): string => String(realmId);

/** What an import tells of a client. */
const imported = (realmId: string): Plain => ({ realmId, clientId: "", accessType: "", import: false });

async function there(admin: KeycloakAdmin, realm: string, id: string): Promise<Representation | undefined> {
  const found = await told(`error reading client ${id} of realm ${realm}`, () => admin.clients.findOne({ realm, id }));
  return found ? { ...found } : undefined;
}

async function standing(admin: KeycloakAdmin, realm: string, id: string): Promise<Representation> {
  const found = await there(admin, realm, id);
  if (!found) throw new Error(`client ${id} is not in realm ${realm} any more; a refresh will find that out`);
  return found;
}

async function make(admin: KeycloakAdmin, inputs: Plain): Promise<string> {
  const made = await told(`error creating client ${inputs.clientId}`, () =>
    admin.clients.create({ realm: realmOf(inputs), ...toRepresentation(inputs) }),
  );
  return made.id;
}

async function adopt(admin: KeycloakAdmin, inputs: Plain): Promise<string> {
  const [realm, clientId] = [realmOf(inputs), String(inputs.clientId)];
  const [found] = await told(`error looking for client ${clientId}`, () => admin.clients.find({ realm, clientId }));
  if (!found?.id) throw new Error(`openid client with name ${clientId} does not exist in realm ${realm}`);
  await change(admin, inputs, await standing(admin, realm, found.id));
  return found.id;
}

async function change(admin: KeycloakAdmin, inputs: Plain, before: Representation): Promise<void> {
  const [realm, id] = [realmOf(inputs), String(before.id)];
  await told(`error updating client ${inputs.clientId}`, () =>
    admin.clients.update({ realm, id }, toRepresentation(inputs, before)),
  );
}

/** What only Keycloak knows. */
async function computed(admin: KeycloakAdmin, inputs: Plain, id: string): Promise<Plain> {
  const realm = realmOf(inputs);
  const now = await standing(admin, realm, id);
  const account = now.serviceAccountsEnabled
    ? await told(`error reading the service account of client ${inputs.clientId}`, () =>
        admin.clients.getServiceAccountUser({ realm, id }),
      )
    : undefined;
  return {
    resourceServerId: now.authorizationServicesEnabled ? id : "",
    serviceAccountUserId: account?.id ?? "",
    ...(typeof now.secret === "string" && !now.publicClient ? { clientSecret: now.secret } : {}),
  };
}
