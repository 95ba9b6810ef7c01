/** MatrixRTC on a Docker host that is its own edge, with Caddy and a dynamic address, for a real homeserver. Needs root. */
import { matrixrtcInLab } from "../../lab/images";
import { labMatrixrtcHost } from "../../lab/stack/labSettings";
import { type MatrixApi, startHomeserver } from "../../lab/synapse";
import { addresses } from "../../lab/world/addresses";
import { startDockerHost } from "../../lab/world/dockerHost";
import { ownSite } from "../../lab/world/dockerHost/files";
import { eventually } from "../../lab/world/wait";
import { open as openNetwork, restrict, whileServerOnlyAnswers } from "./call/network";
import { Participant } from "./call/participant";
import { watch } from "./call/watch";
import { ElementCall } from "./matrixrtc/elementCall";
import { https } from "./matrixrtc/https";
import { enter, type Person } from "./matrixrtc/people";
import { rightVerdicts, servesElementCall } from "./matrixrtc/right";
import { doctor } from "./service/doctor";
import { dockerHost, othersThings } from "./service/foreign";
import { LabStack } from "./service/labStack";
import { scan } from "./service/scan";

jest.setTimeout(5 * 60_000);

const { vmId: machine, internet: address } = addresses.dockerHost;
const site = "https://example.org";
const service = `${site}/livekit/jwt`;

let made: LabStack;
/** What stood there before, to compare. */
let foreign: string;
let rules: string;
let home: MatrixApi;
let anna: Person;
let berta: Person;

const up = () => made.worked(made.stack.up());
const ask = (url: string, asked?: Parameters<typeof https>[2]) => https(made.lab.world, url, asked);
const onHost = (script: string): Promise<string> => made.lab.said(machine, "sh", "-c", script);
const allRules = () => onHost("nft --stateless list ruleset");
/** What Caddy answers there for the name, whatever DNS says; 000 when it has no certificate for it. */
const served = () => {
  const status = ["-sk", "-o", "/dev/null", "-w", "%{http_code}", "--resolve", `example.org:443:${address}`];
  return made.lab.said("client", "curl", ...status, `${site}/config.json`);
};
const resolved = () => made.lab.said(101, "dig", "@203.0.113.53", "+short", "example.org", "A");

/** Which far ends media comes from, in a call between people whose network lets nothing out but HTTPS and one port, as `udp . 7882`. */
async function guardedPaths(
  port: string,
  people: readonly Pick<Participant, "received">[],
  join: () => Promise<unknown>,
): Promise<string[]> {
  const { world } = made.lab;
  await restrict(world, ["tcp . 443", port], "0.0.0.0/0");
  try {
    return await whileServerOnlyAnswers(world, machine, 7882, async () => {
      await join();
      const paths = await Promise.all(people.map((one) => watch(one)));
      return [...new Set(paths.flat())];
    });
  } finally {
    await openNetwork(world);
  }
}

beforeAll(async () => {
  made = await LabStack.of("parley-test-host", { images: matrixrtcInLab, docker: false }, labMatrixrtcHost);
  await startDockerHost(made.lab.world);
  foreign = await othersThings(made.lab, dockerHost);
  for (const file of ["/etc/caddy/Caddyfile", "/etc/nftables.conf"]) expect(foreign).toContain(file);
  expect(foreign).toContain("SSH and the web");
  rules = await allRules();
}, 40 * 60_000);
afterAll(() => made?.dispose());

test("up, from nothing to healthy; a refresh and another up find nothing to do", async () => {
  expect(await resolved()).toBe("");
  expect(Object.keys((await up()).changes)).toEqual(["create"]);
  const services = Object.entries(await made.services(machine)).map(([name, text]) => [
    name,
    /\((\w+)\)$/.exec(text)?.[1],
  ]);
  expect(services.sort()).toEqual(
    ["element-call", "livekit", "lk-jwt-service", "well-known"].map((name) => [name, "healthy"]),
  );
  expect(await resolved()).toBe(address);
  for (const operation of [made.stack.refresh, made.stack.up])
    expect(Object.keys((await made.worked(operation())).changes)).toEqual(["same"]);
  expect(await othersThings(made.lab, dockerHost)).toBe(foreign);
});

describe("from the internet", () => {
  test("Caddy has got a certificate for the name, and sends everybody to HTTPS", async () => {
    // Caddy asks for it once it knows the name, while `up` goes on.
    await eventually("the certificate", () => ask(`${site}/`), { within: 60_000 });
    const redirect = await made.lab.said("client", "curl", "-si", "http://example.org/room?x=1");
    expect(redirect).toMatch(/^HTTP\/1.1 301 /);
    expect(redirect).toMatch(/^Location: https:\/\/example\.org\/room\?x=1\r?$/m);
  });

  test("Element Call's page and its settings come, and every address is the page's", async () => {
    await servesElementCall(made.lab.world, site);
  });

  test("LiveKit and the service that lets people in answer below their paths, and let every page read it", async () => {
    expect(await ask(`${site}/livekit/sfu/`)).toMatchObject({ status: 200, body: "OK" });
    for (const path of ["sfu/get", "get_token"]) {
      const answer = await ask(`${service}/${path}`, { method: "POST", body: "{}" });
      expect([answer.status, JSON.parse(answer.body).errcode]).toEqual([400, "M_BAD_JSON"]);
      expect(answer.headers["access-control-allow-origin"]).toBe("*");
    }
  });

  test("the homeserver's two files of /.well-known are served, for every page", async () => {
    const client = await ask(`${site}/.well-known/matrix/client`);
    expect(JSON.parse(client.body)).toEqual({
      "m.homeserver": { base_url: "https://matrix.example.org" },
      "org.matrix.msc4143.rtc_foci": [{ type: "livekit", livekit_service_url: service }],
    });
    expect(client.headers).toMatchObject({ "content-type": "application/json", "access-control-allow-origin": "*" });
    const server = await ask(`${site}/.well-known/matrix/server`);
    expect(JSON.parse(server.body)).toEqual({ "m.server": "matrix.example.org:443" });
  });

  test("of what listens on the host, and of what could, SSH, Caddy and the media port are open", async () => {
    const listens = (await onHost("ss -Hltn | awk '{ print $4 }'"))
      .split("\n")
      .map((one) => Number(one.split(":").at(-1)));
    expect(listens).toEqual(expect.arrayContaining([2019, 7880, 8000, 8001, 8002]));
    const tcp = [...new Set([...listens, 2375, 2376, 5349, 7882, 8080])].sort((a, b) => a - b);
    const open = await scan(made.lab.world, "client", address, { tcp, udp: [443, 3478, 7880, 7881] });
    expect(open).toEqual({ tcp: [22, 80, 443, 7881], udp: [] });
  });
});

describe("with the homeserver", () => {
  beforeAll(async () => {
    home = await startHomeserver(made.lab.world, {
      name: "example.org",
      host: "matrix.example.org",
      address: "203.0.113.54",
      added: String((await made.stack.outputs()).homeserverYaml),
      // Its own name leads to Parley.
      records: ["matrix.example.org"],
    });
    anna = { home, user: await home.register("anna") };
    berta = { home, user: await home.register("berta") };
  }, 10 * 60_000);

  test("`npm run doctor` finds everything right", async () => {
    expect(await doctor(made)).toEqual(rightVerdicts());
  });

  test("two users log in to Element Call, and see and hear each other by the published UDP port", async () => {
    const calls: ElementCall[] = [];
    try {
      const room = await home.createRoom(anna.user);
      for (const name of ["anna", "berta"]) {
        const call = await ElementCall.start(made.lab.world, site);
        calls.push(call);
        await call.logIn(name, name);
      }
      const join = () => Promise.all(calls.map((call) => call.join(room)));
      expect(await guardedPaths("udp . 7882", calls, join)).toEqual([`udp ${address}:7882`]);
    } finally {
      await Promise.all(calls.map((call) => call.end()));
    }
  });

  test("where UDP is blocked, they see and hear each other by the published TCP port", async () => {
    const both: Participant[] = [];
    try {
      for (const _ of [anna, berta]) both.push(await Participant.start(made.lab.world));
      const [one, other] = both as [Participant, Participant];
      const room = await home.createRoom(anna.user);
      const join = async () => {
        await Promise.all(both.map((participant) => participant.open()));
        await Promise.all([enter(one, anna, room, service), enter(other, berta, room, service)]);
      };
      expect(await guardedPaths("tcp . 7881", both, join)).toEqual([`tcp ${address}:7881`]);
    } finally {
      await Promise.all(both.map((one) => one.end()));
    }
  });
});

test("a changed setting is in force, and only its service is new", async () => {
  const before = await made.services(machine);
  made.program.set(["parley:matrixrtc", "homeserver", "federation"], "matrix.example.org:8448");
  await up();
  const server = await ask(`${site}/.well-known/matrix/server`);
  expect(JSON.parse(server.body)).toEqual({ "m.server": "matrix.example.org:8448" });
  const after = await made.services(machine);
  const identity = (text = "") => text.split(" ")[0];
  const replaced = Object.keys(after).filter((name) => identity(after[name]) !== identity(before[name]));
  expect(replaced).toEqual(["well-known"]);
  expect(await othersThings(made.lab, dockerHost)).toBe(foreign);
});

test("destroy removes everything of ours, and nothing else has changed", async () => {
  expect(await ask(`https://${ownSite.name}/`)).toMatchObject({ status: 200, body: ownSite.says });
  expect([await served(), await resolved()]).toEqual(["200", address]);
  expect(Object.keys((await made.worked(made.stack.destroy())).changes)).toEqual(["delete"]);
  expect(await ask(`https://${ownSite.name}/`)).toMatchObject({ status: 200, body: ownSite.says });
  expect(await othersThings(made.lab, dockerHost)).toBe(foreign);
  expect(await allRules()).toBe(rules);
  const ours = `ls -d /var/lib/parley/* /etc/caddy/conf.d/parley-* /etc/systemd/system/parley-* 2>/dev/null
docker ps -aq; docker volume ls -q; docker network ls --format '{{.Name}}' | grep -vxE 'bridge|host|none'`;
  expect(await onHost(ours)).toBe("");
  expect([await served(), await resolved()]).toEqual(["000", ""]);
  // What was installed stays, and starts nothing.
  expect(await onHost("systemctl is-enabled ddclient; command -v nsupdate")).toBe("masked\n/usr/bin/nsupdate");
});
