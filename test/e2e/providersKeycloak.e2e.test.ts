/** Parley's client in a real Keycloak: made, kept, repaired, removed, and nothing else touched. */
import { join } from "node:path";
import { type Keycloak, startKeycloak } from "../../lab/keycloak/server";
import type { KeycloakInput } from "./providers/keycloakProgram";
import { type RealStack, realStack, worked } from "./providers/realStack";
import { freePort } from "./providers/sshd";

jest.setTimeout(15 * 60_000);

type Client = Record<string, unknown> & { readonly id: string; readonly clientId: string };

let real: RealStack;
let keycloak: Keycloak;
let foreign: string;

beforeAll(async () => {
  real = await realStack("keycloakProgram");
  keycloak = await startKeycloak({
    folder: join(real.folder, "keycloak"),
    address: "127.0.0.1",
    port: await freePort(),
  });
  foreign = JSON.stringify(await clients());
});
afterAll(async () => {
  await keycloak?.stop();
  real?.dispose();
});

/** Asks Keycloak as Parley's own client may. */
async function ask(path: string, method = "GET", body?: unknown): Promise<Response> {
  const login = await fetch(`${keycloak.issuer}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: keycloak.adminClientId,
      client_secret: keycloak.adminClientSecret,
    }),
  });
  const { access_token } = (await login.json()) as { access_token: string };
  return fetch(`${keycloak.url}/admin/realms/main/clients${path}`, {
    method,
    headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function clients(except = "jitsi"): Promise<Client[]> {
  const all = (await (await ask("")).json()) as Client[];
  return all.filter(({ clientId }) => clientId !== except);
}

async function ours(): Promise<Client | undefined> {
  return ((await (await ask("?clientId=jitsi")).json()) as Client[])[0];
}

function input(more: Partial<KeycloakInput> = {}, adopt = false): void {
  const login = { provider: "keycloak" as const, issuer: keycloak.issuer, clientId: "jitsi", adopt };
  const settings = { ...login, adminClientId: keycloak.adminClientId } as KeycloakInput["login"] & object;
  real.input({ login: settings, domain: "meet.example.org", adminClientSecret: keycloak.adminClientSecret, ...more });
}

test("a preview asks nobody", async () => {
  input();
  await worked(real.stack.preview());
  expect(await ours()).toBeUndefined();
});

test("up makes the client as it is asked for", async () => {
  input();
  await worked(real.stack.up());
  expect(await ours()).toMatchObject({
    publicClient: true,
    standardFlowEnabled: true,
    directAccessGrantsEnabled: false,
    redirectUris: ["https://meet.example.org/static/sso.html"],
    webOrigins: ["https://meet.example.org"],
    attributes: {
      "pkce.code.challenge.method": "S256",
      "post.logout.redirect.uris": "https://meet.example.org/static/logout.html",
    },
  });
});

test("again: nothing to do, and a refresh finds nothing", async () => {
  expect((await worked(real.stack.up())).changes).toEqual({ same: 4 });
  expect((await worked(real.stack.refresh())).changes).toEqual({ same: 4 });
  expect((await worked(real.stack.up())).changes).toEqual({ same: 4 });
});

test("a change by hand is found by refresh and repaired by up", async () => {
  const now = await ours();
  const changed = { ...now, redirectUris: ["https://attacker.example/*"], directAccessGrantsEnabled: true };
  expect((await ask(`/${now?.id}`, "PUT", changed)).status).toBe(204);
  const found = await worked(real.stack.refresh());
  expect(found.changes).toMatchObject({ update: 1 });
  expect((await worked(real.stack.up())).changes).toMatchObject({ update: 1 });
  expect(await ours()).toMatchObject({
    redirectUris: ["https://meet.example.org/static/sso.html"],
    directAccessGrantsEnabled: false,
  });
});

test("a client removed by hand is made anew", async () => {
  const now = await ours();
  expect((await ask(`/${now?.id}`, "DELETE")).status).toBe(204);
  await worked(real.stack.refresh());
  expect((await worked(real.stack.up())).changes).toMatchObject({ create: 1 });
  expect(await ours()).toBeDefined();
});

test("a wrong secret is an error that says where and as whom", async () => {
  input({ adminClientSecret: "wrong", domain: "other.example.org" });
  const done = await real.stack.up();
  expect(done.code).not.toBe(0);
  expect(done.all).toContain("error logging in to");
  expect(done.all).toContain("401 Unauthorized");
});

test("destroy removes our client, and nobody else's was ever changed", async () => {
  input();
  await worked(real.stack.up());
  await worked(real.stack.destroy());
  expect(await ours()).toBeUndefined();
  expect(JSON.stringify(await clients())).toBe(foreign);
});

test("a client that is there already is refused, or adopted when that is asked for, and then survives destroy", async () => {
  expect((await ask("", "POST", { clientId: "jitsi", description: "Made by hand" })).status).toBe(201);
  input();
  const refused = await real.stack.up();
  expect(refused.all).toContain("409 Conflict");
  expect(refused.all).toContain("Client jitsi already exists");
  input({}, true);
  await worked(real.stack.up());
  expect(await ours()).toMatchObject({ publicClient: true, webOrigins: ["https://meet.example.org"] });
  await worked(real.stack.destroy());
  expect(await ours()).toBeDefined();
  expect(JSON.stringify(await clients())).toBe(foreign);
});
