/** A homeserver of Parley's own on the lab's Proxmox: from nothing to calls, and its data over all that may happen. Needs root. */
import { chownSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { homeserverInLab, matrixrtcInLab } from "../../lab/images";
import { labHomeserver } from "../../lab/stack/labSettings";
import { MatrixApi, type MatrixUser } from "../../lab/synapse";
import { labAuthority } from "../../lab/world/authority";
import { eventually } from "../../lab/world/wait";
import { watch } from "./call/watch";
import { newUser } from "./homeserver/terminal";
import { ElementCall } from "./matrixrtc/elementCall";
import { rightVerdicts } from "./matrixrtc/right";
import { doctor } from "./service/doctor";
import { LabStack } from "./service/labStack";

jest.setTimeout(5 * 60_000);

const domain = "call.example.org";
/** What root of an unprivileged container is on the node. */
const rootOnNode = 100_000;
const password = (name: string): string => `${name}'s "own" $ecret`;

let made: LabStack;
/** On the node. */
let directory: string;
let home: MatrixApi;
let anna: MatrixUser;

const up = () => made.worked(made.stack.up());
const health = async (): Promise<string[]> =>
  Object.entries(await made.services()).map(([name, text]) => `${name} ${text.replace(/^.*\((\w+)\)$/, "$1")}`);
const everybody = ["element-call", "livekit", "lk-jwt-service", "postgres", "synapse", "well-known"];
const healthy = async () => expect((await health()).sort()).toEqual(everybody.map((name) => `${name} healthy`));
/** What other servers know this one by. */
const signingKeys = async () => (await home.must("GET", "/_matrix/key/v2/server")).verify_keys;
let keys: unknown;

beforeAll(async () => {
  made = await LabStack.of("parley-test-homeserver", { images: [...matrixrtcInLab, ...homeserverInLab] }, (world) => {
    directory = join(world.places.folder, "homeserver");
    return labHomeserver(world, directory);
  });
  await made.secret("proxmoxPassword", made.lab.world.secrets.pvePassword);
  home = new MatrixApi(made.lab.world, { name: domain, host: domain }, (await labAuthority()).cert);
  mkdirSync(directory);
  chownSync(directory, rootOnNode, rootOnNode);
}, 40 * 60_000);
afterAll(() => made?.dispose());

test("up, from nothing to healthy; a refresh and another up find nothing to do", async () => {
  await up();
  await healthy();
  expect(Object.keys((await made.worked(made.stack.refresh())).changes)).toEqual(["same"]);
  expect(Object.keys((await up()).changes)).toEqual(["same"]);
  const owners = ["postgres", "synapse"].map((name) => {
    const { uid, mode } = statSync(join(directory, name));
    return [uid, (mode & 0o777).toString(8)];
  });
  expect(owners).toEqual([
    [rootOnNode + 999, "700"],
    [rootOnNode + 991, "700"],
  ]);
});

test.each([
  ["synapse", "Config file '/data/homeserver.yaml' does not exist."],
  ["postgres", "Error: Database is uninitialized and superuser password is not specified."],
])("%s's image, without what it needs, ends as the real one does", async (name, problem) => {
  const { versions } = (await made.stack.outputs()) as { versions: Record<string, string> };
  const { code, stderr } = await made.lab.world.exec(160, ["docker", "run", "--rm", versions[name] ?? ""]);
  expect([code > 0, stderr]).toEqual([true, expect.stringContaining(problem)]);
});

test("nobody registers, and administration is not reachable from outside", async () => {
  expect(await home.ask("POST", "/_matrix/client/v3/register", { username: "eve", password: "eve" })).toMatchObject({
    status: 403,
    body: { errcode: "M_FORBIDDEN" },
  });
  await expect(home.ask("GET", "/_synapse/admin/v1/register")).rejects.toThrow(/JSON/);
});

test("the output's command asks for name and password, and makes users who log in from outside", async () => {
  const command = String((await made.stack.outputs()).newUser);
  for (const name of ["anna", "berta"]) {
    const { code, output } = await newUser(made.lab.world.prefix(160), command, name, password(name));
    expect([code, output]).toEqual([0, expect.stringContaining("Success!")]);
    expect(output).not.toContain(password(name));
  }
  anna = await home.logIn("anna", password("anna"));
  expect(anna.id).toBe(`@anna:${domain}`);
  keys = await signingKeys();
});

test("`npm run doctor` finds everything right", async () => {
  expect(await doctor(made)).toEqual(rightVerdicts());
});

test("a delayed event is sent when its time has come", async () => {
  const room = await home.createRoom(anna);
  const member = home.callMemberPath(room, anna);
  await home.must("PUT", member, { application: "m.call" }, anna);
  await home.must("PUT", `${member}?org.matrix.msc4140.delay=1000`, {}, anna);
  expect(await home.must("GET", member, undefined, anna)).toMatchObject({ application: "m.call" });
  const gone = async () =>
    Object.keys(await home.must("GET", member, undefined, anna)).length === 0 ? true : undefined;
  await eventually("the delayed event", gone, { within: 10_000 });
});

test("two users log in to Element Call: one opens a call, the other joins it, and they see and hear each other", async () => {
  const calls: ElementCall[] = [];
  try {
    for (const name of ["anna", "berta"]) {
      const call = await ElementCall.start(made.lab.world, `https://${domain}`);
      calls.push(call);
      await call.logIn(name, password(name));
    }
    const [one, other] = calls as [ElementCall, ElementCall];
    await other.follow(await one.open("weekly"));
    await Promise.all(calls.map((call) => watch(call)));
  } finally {
    await Promise.all(calls.map((call) => call.end()));
  }
});

test("PostgreSQL crashes: it comes back by itself, with everything", async () => {
  const crash = "kill -KILL $(docker inspect --format '{{.State.Pid}}' call-example-org-postgres-1)";
  expect(await made.lab.world.exec(160, ["sh", "-c", crash])).toMatchObject({ code: 0 });
  // Written to the database.
  const token = await eventually("the homeserver", () => home.openIdToken(anna));
  expect(token.matrix_server_name).toBe(domain);
  const restarts = ["docker", "inspect", "--format", "{{.RestartCount}}", "call-example-org-postgres-1"];
  expect(await made.lab.said(160, ...restarts)).toBe("1");
});

test("the database's password is rotated: the new one holds, and who is logged in stays so", async () => {
  made.program.set(["parley:secrets"], { rotation: { homeserverDatabase: 2 } });
  await up();
  await healthy();
  expect((await home.ask("GET", "/_matrix/client/v3/account/whoami", undefined, anna)).status).toBe(200);
});

test("destroy leaves the data: in a new container, with new secrets, it is the same homeserver", async () => {
  await made.worked(made.stack.destroy());
  expect(statSync(join(directory, "postgres")).isDirectory()).toBe(true);
  await up();
  await healthy();
  // The firewall host may for seconds still look for the former container's MAC address.
  expect(await eventually("its signing keys", signingKeys)).toEqual(keys);
  expect((await home.ask("GET", "/_matrix/client/v3/account/whoami", undefined, anna)).status).toBe(200);
  expect((await home.logIn("berta", password("berta"))).id).toBe(`@berta:${domain}`);
});
