/** MatrixRTC on the lab's Proxmox, from nothing to calls of real homeservers' users and away again. Needs root. */
import { AccessToken } from "livekit-server-sdk";
import { matrixrtcInLab } from "../../lab/images";
import { labMatrixrtc, labTurn } from "../../lab/stack/labSettings";
import { understood } from "../../lab/synapse";
import { eventually } from "../../lab/world/wait";
import { open as openNetwork, restrict } from "./call/network";
import { Participant } from "./call/participant";
import { watch } from "./call/watch";
import { ElementCall } from "./matrixrtc/elementCall";
import { https } from "./matrixrtc/https";
import { enter, letIn, type People, people } from "./matrixrtc/people";
import { rightVerdicts, servesElementCall } from "./matrixrtc/right";
import { doctor } from "./service/doctor";
import { othersThings } from "./service/foreign";
import { LabStack } from "./service/labStack";
import { scan } from "./service/scan";
import { firewall } from "./world/testLab";

jest.setTimeout(5 * 60_000);

const site = "https://call.example.org";
const service = `${site}/livekit/jwt`;
const sfu = `${site}/livekit/sfu`;

let made: LabStack;
/** What stood there before, to compare. */
let foreign: string;
let who: People;
const both: Participant[] = [];

const up = () => made.worked(made.stack.up());
const ask = (url: string, asked?: Parameters<typeof https>[2]) => https(made.lab.world, url, asked);
const errcode = (answer: { body: string }) => JSON.parse(answer.body).errcode;
const state = async () =>
  Object.fromEntries(
    Object.entries(await made.services()).map(([name, text]) => [name, text.replace(/^.*\((\w+)\)$/, "$1")]),
  );

beforeAll(async () => {
  made = await LabStack.of("parley-test-matrixrtc", { images: matrixrtcInLab }, labMatrixrtc);
  foreign = await othersThings(made.lab);
}, 40 * 60_000);
afterAll(async () => {
  await Promise.all(both.map((one) => one.end()));
  await made?.dispose();
});

test("up, from nothing to healthy, and once more: nothing changes", async () => {
  expect(Object.keys((await up()).changes)).toEqual(["create"]);
  expect(await state()).toEqual({ "element-call": "healthy", livekit: "healthy", "lk-jwt-service": "healthy" });
  expect(Object.keys((await up()).changes)).toEqual(["same"]);
});

describe("from the internet", () => {
  test("Element Call's page and its settings come over HTTPS, and every address is the page's", async () => {
    await servesElementCall(made.lab.world, site);
  });

  test("LiveKit says that it is well, and the service that it wants more than an empty object", async () => {
    expect(await ask(`${sfu}/`)).toMatchObject({ status: 200, body: "OK" });
    const answer = await ask(`${service}/sfu/get`, { method: "POST", body: "{}" });
    expect([answer.status, errcode(answer)]).toEqual([400, "M_BAD_JSON"]);
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    expect(errcode(await ask(`${service}/sfu/get`, { method: "POST" }))).toBe("M_NOT_JSON");
    expect((await ask(`${service}/healthz`)).status).toBe(200);
  });

  test("nothing else is reachable", async () => {
    const tcp = [22, 80, 443, 5349, 7880, 7881, 7882, 8000, 8001, 8080];
    const open = await scan(made.lab.world, "client", firewall, { tcp, udp: [] });
    // SSH and the two of Traefik are the firewall host's own.
    expect(open.tcp).toEqual([22, 80, 443, 7881]);
  });
});

describe("with homeservers", () => {
  beforeAll(async () => {
    who = await people(made.lab.world, await made.stack.outputs());
    for (let i = 0; i < 2; i++) both.push(await Participant.start(made.lab.world));
  }, 10 * 60_000);

  test("one that does as the outputs say tells its users where calls are; another one does not", async () => {
    const path = "/_matrix/client/unstable/org.matrix.msc4143/rtc/transports";
    const { anna, guest } = who;
    const foci = [{ type: "livekit", livekit_service_url: service }];
    expect(await anna.home.ask("GET", path, undefined, anna.user)).toEqual({
      status: 200,
      body: { rtc_transports: foci },
    });
    expect((await guest.home.ask("GET", path, undefined, guest.user)).status).toBe(404);
    const { headers, body } = await ask("https://example.org/.well-known/matrix/client");
    expect(JSON.parse(body)["org.matrix.msc4143.rtc_foci"]).toEqual(foci);
    expect(headers["access-control-allow-origin"]).toBe("*");
  });

  test("`npm run doctor` finds everything right", async () => {
    expect(await doctor(made)).toEqual(rightVerdicts(["turn-name", "turn-certificate", "turn"]));
  });

  test("Synapse reads what it is told, to the last number", async () => {
    expect(await understood(made.lab.world, "example.org")).toEqual({
      experimental_features: { msc4143_enabled: true, msc4222_enabled: true },
      max_event_delay_duration: 24 * 3600 * 1000,
      rc_message: { per_second: 0.5, burst_count: 30 },
      rc_delayed_event_mgmt: { per_second: 1, burst_count: 20 },
      matrix_rtc: { transports: [{ type: "livekit", livekit_service_url: service }] },
    });
  });

  test("two users log in to Element Call, which opens no room, and in one that is there they see and hear each other", async () => {
    const calls: ElementCall[] = [];
    try {
      const room = await who.anna.home.createRoom(who.anna.user);
      for (const name of ["anna", "berta"]) {
        const call = await ElementCall.start(made.lab.world, site);
        calls.push(call);
        await call.logIn(name, name);
      }
      // As a notice says: the homeserver's rooms are of version 12. When this ends to be so, the notice can go.
      expect(await calls[0]?.refusalOfNewRoom("weekly")).toContain("must not appear in content.users");
      await Promise.all(calls.map((call) => call.join(room)));
      const paths = await Promise.all(calls.map((call) => watch(call)));
      expect([...new Set(paths.flat())]).toEqual([`udp ${firewall}:7882`]);
    } finally {
      await Promise.all(calls.map((call) => call.end()));
    }
  });

  test("who may open nothing but TCP 443 is in the call by TURN over TLS, and sees and hears the other", async () => {
    const room = await who.anna.home.createRoom(who.anna.user);
    const [one, other] = both as [Participant, Participant];
    // The homeserver's port, too, like everybody's.
    await restrict(made.lab.world, ["tcp . 443"], "0.0.0.0/0");
    try {
      await Promise.all(both.map((participant) => participant.open()));
      await Promise.all([enter(one, who.anna, room, service), enter(other, who.berta, room, service)]);
      const paths = await Promise.all(both.map((participant) => watch(participant)));
      expect([...new Set(paths.flat())]).toEqual([`udp ${firewall}:7882`]);
      // The edge's hairpin gives the relay another address than the one that TURN has told the browser: so it calls this end
      // "peer reflexive", but it is the relay's.
      for (const one of both) expect([...new Set((await one.received()).ways)]).toEqual(["prflx tls"]);
    } finally {
      await openNetwork(made.lab.world);
    }
    await Promise.all(both.map((participant) => participant.leave()));
  });

  test("LiveKit crashes: it comes back by itself, and who asks again is back in the call", async () => {
    const room = await who.anna.home.createRoom(who.anna.user);
    const all = async () => {
      const [one, other] = both as [Participant, Participant];
      await Promise.all([enter(one, who.anna, room, service), enter(other, who.berta, room, service)]);
      await Promise.all(both.map((participant) => watch(participant)));
    };
    await Promise.all(both.map((one) => one.open()));
    await all();
    const crash = "kill -KILL $(docker inspect --format '{{.State.Pid}}' call-example-org-livekit-1)";
    expect(await made.lab.world.exec(160, ["sh", "-c", crash])).toMatchObject({ code: 0 });
    for (const one of both) {
      await eventually("the end of the call", async () => ((await one.state()) === "disconnected" ? true : undefined));
    }
    await eventually("LiveKit", async () => ((await ask(`${sfu}/`)).body === "OK" ? true : undefined));
    await all();
    await Promise.all(both.map((one) => one.leave()));
  });

  test("who leaves without a word to the homeserver is reported to it", async () => {
    const { home, user } = who.anna;
    const [one] = both as [Participant];
    const room = await home.createRoom(user);
    const member = home.callMemberPath(room, user);
    await home.must("PUT", member, { application: "m.call" }, user);
    // Left to itself, the homeserver would wait for a minute.
    const { delay_id } = await home.must("PUT", `${member}?org.matrix.msc4140.delay=60000`, {}, user);
    const delayed = async () => {
      const path = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events";
      const { delayed_events } = await home.must("GET", path, undefined, user);
      return (delayed_events as { running_since: number }[])[0]?.running_since;
    };
    const began = (await delayed()) ?? 0;
    expect(began).toBeGreaterThan(0);
    await one.open();
    await enter(one, who.anna, room, service, { more: { delay_id, delay_timeout: 3_000 } });
    const later = (than: number) => async () => {
      const since = (await delayed()) ?? 0;
      return since > than ? since : undefined;
    };
    const first = await eventually("a restart of the delayed event", later(began));
    await eventually("another restart", later(first));
    expect(await home.must("GET", member, undefined, user)).toMatchObject({ application: "m.call" });
    await one.hangUp();
    const left = async () =>
      Object.keys(await home.must("GET", member, undefined, user)).length === 0 ? true : undefined;
    await eventually("the report", left, { within: 10_000 });
    await one.leave();
  });

  test("a user of another homeserver opens no call, and may watch one that is open", async () => {
    const [one, other] = both as [Participant, Participant];
    const room = await who.anna.home.createRoom(who.anna.user);
    await Promise.all(both.map((participant) => participant.open()));
    await expect(enter(other, who.guest, room, service)).rejects.toThrow(/room does not exist/);
    await enter(one, who.anna, room, service);
    await expect(enter(other, who.guest, room, service)).rejects.toThrow(/insufficient permissions/);
    await enter(other, who.guest, room, service, { publish: false });
    await watch(other);
    expect(await one.received()).toMatchObject({ frames: 0, audioPackets: 0 });
    await Promise.all(both.map((participant) => participant.leave()));
  });

  test("nobody gets in with what the homeserver or LiveKit does not know, nor further than they may", async () => {
    const { home, user } = who.anna;
    const [one] = both as [Participant];
    await one.open();
    const room = await home.createRoom(user);
    const openid_token = { ...(await home.openIdToken(user)), access_token: "made-up" };
    const refused = await one.ask(`${service}/sfu/get`, { room, openid_token, device_id: user.device });
    expect([refused.status, refused.body.errcode]).toEqual([401, "M_UNAUTHORIZED"]);

    const { body } = await letIn(one, who.anna, room, service);
    const create = { method: "POST", body: JSON.stringify({ name: "another" }), token: String(body.jwt) };
    expect((await ask(`${sfu}/twirp/livekit.RoomService/CreateRoom`, create)).status).toBe(401);

    const forged = new AccessToken("parley", "f".repeat(48), { identity: user.id });
    forged.addGrant({ roomJoin: true, room: "any" });
    await expect(one.enter(String(body.url), await forged.toJwt())).rejects.toThrow(/invalid token|signature/i);
    await one.leave();
  });
});

test("at the homeserver's own name, the two files of /.well-known are served, for every origin", async () => {
  const homeserver = {
    name: "call.example.org",
    baseUrl: "https://matrix.example.org",
    federation: "matrix.example.org:443",
  };
  made.program.set(["parley:matrixrtc", "homeserver"], homeserver);
  await up();
  expect((await state())["well-known"]).toBe("healthy");
  const client = await ask(`${site}/.well-known/matrix/client`);
  expect(JSON.parse(client.body)).toEqual({
    "m.homeserver": { base_url: "https://matrix.example.org" },
    "org.matrix.msc4143.rtc_foci": [{ type: "livekit", livekit_service_url: service }],
  });
  expect(client.headers).toMatchObject({
    "content-type": "application/json",
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, POST, PUT, DELETE, OPTIONS",
    "access-control-allow-headers": "X-Requested-With, Content-Type, Authorization",
  });
  const server = await ask(`${site}/.well-known/matrix/server`);
  expect(JSON.parse(server.body)).toEqual({ "m.server": "matrix.example.org:443" });
  expect((await ask(`${site}/.well-known/matrix/support`)).status).toBe(404);
  expect((await ask(`${site}/`)).body).toContain("<title>Element Call</title>");
});

test("destroy removes everything of ours, and nothing else has changed", async () => {
  expect(Object.keys((await made.worked(made.stack.destroy())).changes)).toEqual(["delete"]);
  expect(await othersThings(made.lab)).toBe(foreign);
  const ours =
    "ls -d /var/lib/parley/* /etc/traefik/dynamic/parley-* /etc/systemd/system/parley-* 2>/dev/null; nft list tables | grep parley_ || true";
  expect(await made.lab.said(101, "sh", "-c", ours)).toBe("");
  for (const name of ["call.example.org", labTurn])
    expect(await made.lab.said(101, "dig", "@203.0.113.53", "+short", name)).toBe("");
  await expect(made.lab.state(160)).rejects.toThrow();
});
