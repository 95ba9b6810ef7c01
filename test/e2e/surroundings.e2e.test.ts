/** The whole program with a login at a real Keycloak and a record at Loopia, simulated: other people's things stay. Needs root. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Keycloak, startKeycloak } from "../../lab/keycloak/server";
import { addresses } from "../../lab/world/addresses";
import { must } from "../../lab/world/command";
import { type RpcValue, requestText, responseValue } from "../../provider/dns/xmlRpc";
import { KeycloakAdmin } from "./service/keycloakAdmin";
import { LabStack } from "./service/labStack";
import { firewall } from "./world/testLab";

jest.setTimeout(10 * 60_000);

const folder = mkdtempSync(join(tmpdir(), "parley-surroundings-"));
const tls = { cert: join(folder, "keycloak.crt"), key: join(folder, "keycloak.key") };
const where = { address: addresses.operator.dmz, port: 8443 };
let made: LabStack;
let keycloak: Keycloak;
let admin: KeycloakAdmin;
let foreignZone: string;
let foreignRealm: string;

beforeAll(async () => {
  const subject = ["-subj", "/CN=keycloak", "-addext", `subjectAltName=IP:${where.address}`, "-days", "2"];
  const files = ["-keyout", tls.key, "-out", tls.cert];
  await must(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", ...subject, ...files]);
  // The engine's providers inherit it; this process has started already.
  process.env.NODE_EXTRA_CA_CERTS = tls.cert;
  made = await LabStack.make("parley-test-around");
  const home = join(folder, "keycloak");
  mkdirSync(home);
  keycloak = await startKeycloak({ folder: home, ...where, tls, prefix: made.lab.world.prefix("operator") });
  admin = new KeycloakAdmin(made.lab.world, keycloak, tls.cert);
  foreignRealm = await others();
  await loopia("addSubdomain", "mail");
  await loopia("addZoneRecord", "mail", { type: "A", ttl: 60, priority: 0, rdata: "198.51.100.3", record_id: 0 });
  foreignZone = await zone("meet");
  const { secrets, urls, zone: name } = made.lab.world;
  const { user, password } = secrets.loopia;
  made.program.set(["parley:dns"], { provider: "loopia", zone: name, address: firewall, user, endpoint: urls.loopia });
  const { issuer, adminClientId } = keycloak;
  made.program.set(["parley:login"], { provider: "keycloak", issuer, adminClientId });
  await made.secret("loopiaPassword", password);
  await made.secret("keycloakClientSecret", keycloak.adminClientSecret);
}, 40 * 60_000);
afterAll(async () => {
  delete process.env.NODE_EXTRA_CA_CERTS;
  await keycloak?.stop();
  await made?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const others = () => admin.everythingBut("jitsi", "by-hand");

async function loopia(method: string, ...parameters: RpcValue[]): Promise<RpcValue> {
  const { secrets, urls, zone: name } = made.lab.world;
  const input = requestText(method, [secrets.loopia.user, secrets.loopia.password, name, ...parameters]);
  const { stdout } = await made.lab.world.exec("operator", ["curl", "-sS", "--data-binary", "@-", urls.loopia], {
    input,
  });
  return responseValue(method, stdout);
}

/** Every name of the zone with its records, but for one. */
async function zone(except = ""): Promise<string> {
  const names = ((await loopia("getSubdomains")) as string[]).filter((name) => name !== except).sort();
  const records = [];
  for (const name of names) records.push([name, await loopia("getZoneRecords", name)]);
  return JSON.stringify(records, undefined, 1);
}

async function nothingForeignChanged(): Promise<void> {
  expect(await zone("meet")).toBe(foreignZone);
  expect(await others()).toBe(foreignRealm);
}

const asMade = {
  enabled: true,
  publicClient: true,
  standardFlowEnabled: true,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: false,
  redirectUris: ["https://meet.example.org/static/sso.html"],
  webOrigins: ["https://meet.example.org"],
  attributes: expect.objectContaining({
    "pkce.code.challenge.method": "S256",
    "post.logout.redirect.uris": "https://meet.example.org/static/logout.html",
  }),
};

test("up makes the client and the record, and no secret is seen", async () => {
  const done = await made.worked(made.stack.up());
  expect(await admin.client("jitsi")).toMatchObject(asMade);
  expect(await loopia("getZoneRecords", "meet")).toMatchObject([{ type: "A", ttl: 300, rdata: firewall }]);
  await nothingForeignChanged();
  const { secrets } = made.lab.world;
  for (const secret of [secrets.loopia.password, keycloak.adminClientSecret]) expect(done.all).not.toContain(secret);
  expect(await made.stack.outputs()).toMatchObject({ oidcClientId: "jitsi" });
});

test("again: nothing to do, nothing found", async () => {
  for (const done of [made.stack.up, made.stack.refresh, made.stack.up]) {
    expect(Object.keys((await made.worked(done())).changes)).toEqual(["same"]);
  }
});

test("a changed setting changes ours and nothing else", async () => {
  made.program.set(["parley:dns", "ttl"], 600);
  await made.worked(made.stack.up());
  expect(await loopia("getZoneRecords", "meet")).toMatchObject([{ type: "A", ttl: 600, rdata: firewall }]);
  await nothingForeignChanged();
});

test("a client changed by hand is found by refresh and repaired by up", async () => {
  const now = await admin.client("jitsi");
  const changed = { ...now, redirectUris: ["https://attacker.example/*"], publicClient: false };
  await admin.ask("PUT", `/clients/${now?.id}`, changed);
  const found = await made.worked(made.stack.refresh());
  expect(found.changes).toMatchObject({ update: 1 });
  await made.worked(made.stack.up());
  expect(await admin.client("jitsi")).toMatchObject(asMade);
  await nothingForeignChanged();
});

test.each([
  ["AUTH_ERROR", undefined, "`credentials.loopiaPassword`"],
  ["RATE_LIMITED", "getZoneRecords", "wait a minute"],
  ["UNKNOWN_ERROR", "updateZoneRecord", "run the same command again later"],
  ["BAD_INDATA", "updateZoneRecord", "is `dns.zone` a domain of this account?"],
])("Loopia says %s: so does the error, and nothing has changed", async (status, method, remedy) => {
  const { secrets, urls } = made.lab.world;
  const state = async () => [
    await zone(),
    await others(),
    await admin.client("jitsi"),
    (await made.stack.outputs()).releases,
  ];
  const before = await state();
  const password = method ? secrets.loopia.password : "not-the-password";
  const failed = await made.program.meanwhile(
    () => {
      made.program.set(["parley:dns", "ttl"], 900);
      if (method) made.program.set(["parley:dns", "endpoint"], `${urls.loopia}?${method}=${status}`);
    },
    async () => {
      await made.secret("loopiaPassword", password);
      return made.stack.up();
    },
  );
  expect(failed.code).not.toBe(0);
  expect(failed.all).toContain(`Loopia answered ${status} to`);
  expect(failed.all).toContain(remedy);
  expect(failed.all).not.toContain(password);
  expect(await state()).toEqual(before);
  await made.worked(made.stack.up());
});

test("a client made by hand is refused, and Jitsi stays with the one that it has; adopted, it gets our settings", async () => {
  await admin.ask("POST", "/clients", { clientId: "by-hand", description: "Made by hand", publicClient: false });
  const byHand = JSON.stringify(await admin.client("by-hand"));
  made.program.set(["parley:login", "clientId"], "by-hand");
  const before = (await made.stack.outputs()).releases;
  const refused = await made.stack.up();
  expect(refused.code).not.toBe(0);
  expect(refused.all).toContain("Client by-hand already exists");
  expect(JSON.stringify(await admin.client("by-hand"))).toBe(byHand);
  expect(await admin.client("jitsi")).toMatchObject(asMade);
  expect(await made.lab.said(160, "readlink", "/var/lib/parley/meet-example-org/jitsi/current")).toContain(
    (before as { jitsi: string }).jitsi,
  );
  made.program.set(["parley:login", "adopt"], true);
  await made.worked(made.stack.up());
  expect(await admin.client("by-hand")).toMatchObject(asMade);
  expect(await admin.client("jitsi")).toBeUndefined();
  await nothingForeignChanged();
});

test("destroy removes ours; the adopted client stays, as the settings say", async () => {
  await made.worked(made.stack.destroy());
  expect(await admin.client("by-hand")).toMatchObject(asMade);
  await nothingForeignChanged();
  expect(await loopia("getSubdomains")).not.toContain("meet");
});
