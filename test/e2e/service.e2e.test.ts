/** Jitsi on the lab's Proxmox, from nothing to healthy and away again, seen from the internet. Needs root. */

import { get, poll, udp, websocket } from "./service/client";
import { doctor } from "./service/doctor";
import { othersThings } from "./service/foreign";
import { LabStack } from "./service/labStack";
import { firewall } from "./world/testLab";

jest.setTimeout(15 * 60_000);

const site = "meet.example.org";
let made: LabStack;
/** What stood there before, to compare: the firewall host's own rules and files, and the zone's other names. */
let foreign: string;

const up = () => made.worked(made.stack.up());
const changed = (steps: readonly { op: string; name: string }[]) =>
  steps.filter((step) => step.op !== "same").map((step) => `${step.op} ${step.name}`);

beforeAll(async () => {
  made = await LabStack.make("parley-test-jitsi", { docker: false });
  foreign = await othersThings(made.lab);
}, 40 * 60_000);
afterAll(() => made?.dispose());

test("up, from nothing to healthy", async () => {
  const done = await up();
  expect(Object.keys(done.changes)).toEqual(["create"]);
  const services = await made.services();
  expect(Object.keys(services).sort()).toEqual(["jicofo", "jvb", "prosody", "web"]);
  for (const state of Object.values(services)) expect(state).toContain("(healthy)");
});

test("again: nothing changes, and nobody logs in anywhere", async () => {
  const before = [await made.logins(101), await made.logins(160)];
  const done = await up();
  expect(Object.keys(done.changes)).toEqual(["same"]);
  expect([await made.logins(101), (await made.logins(160)) - 1]).toEqual([before[0], (before[1] ?? 0) - 1]);
});

test("a refresh finds no drift", async () => {
  expect(Object.keys((await made.worked(made.stack.refresh())).changes)).toEqual(["same"]);
});

describe("from the internet", () => {
  test("the name leads to the firewall host", async () => {
    expect(await made.lab.said("client", "getent", "ahostsv4", site)).toContain(firewall);
  });

  test("HTTPS through Traefik reaches the web server, which sees the name", async () => {
    const answer = await get(made, `https://${site}/`);
    expect(answer.status).toBe(200);
    expect(answer.headers["x-stand-in-host"]).toBe(site);
    expect((await get(made, `https://${site}/config.js`)).status).toBe(200);
  });

  test("`npm run doctor` finds everything right", async () => {
    const steps = ["name", "certificate", "redirect", "page", "config.js", "bosh", "websocket"];
    const right = Object.fromEntries(steps.map((name) => [name, "ok"]));
    // The stand-in answers every datagram; a real bridge says nothing to a stranger, and then it is unknown.
    expect(await doctor(made)).toEqual({ code: 0, verdicts: { ...right, "media-jvb": "ok" } });
  });

  test("HTTP leads to HTTPS", async () => {
    const answer = await get(made, `http://${site}/a-room`);
    expect([answer.status, answer.headers.location]).toEqual([301, `https://${site}/a-room`]);
  });

  test("XMPP passes, over BOSH and over a websocket", async () => {
    expect((await get(made, `https://${site}/http-bind`)).status).toBe(200);
    expect(await websocket(made, site, "/xmpp-websocket", "xmpp")).toBe(101);
  });

  test("a datagram to the public address reaches the bridge, and the answer comes from there", async () => {
    const answer = await udp(made, firewall, 10_000, "hello");
    expect(answer.from).toBe(`${firewall}:10000`);
    expect(answer.body).toMatchObject({ echo: "hello" });
    expect(answer.body.advertised).toEqual(expect.arrayContaining([firewall, "172.16.10.160"]));
  });

  test("nothing else of the service is reachable", async () => {
    for (const port of [5222, 5280, 8000, 8080, 8888, 10_000]) {
      const probe = await made.lab.world.exec("client", [
        "curl",
        "-s",
        "--max-time",
        "2",
        `http://${firewall}:${port}/`,
      ]);
      expect([port, probe.code === 0]).toEqual([port, false]);
    }
    expect((await made.lab.world.exec("client", ["ping", "-c1", "-W1", "172.16.10.160"])).code).not.toBe(0);
  });
});

test("one setting restarts only the service that reads it", async () => {
  const before = await made.services();
  made.program.set(["parley:jitsi", "branding"], { title: "Another title" });
  const done = await up();
  expect(changed(done.steps)).toEqual(["update jitsi-compose"]);
  const after = await made.services();
  const id = (services: Record<string, string>, name: string) => services[name]?.split(" ")[0];
  expect(Object.keys(after).filter((name) => id(after, name) !== id(before, name))).toEqual(["web"]);
});

test("a rotated secret reaches everybody who uses it", async () => {
  made.program.set(["parley:secrets"], { rotation: { jvbAuth: 2 } });
  const done = await up();
  expect(changed(done.steps)).toContain("update jitsi-compose");
  for (const state of Object.values(await made.services())) expect(state).toContain("(healthy)");
});

test("a route that has no place to go to is refused, and not one request fails", async () => {
  const watching = poll(made, `https://${site}/`, 100);
  const failed = await made.program.meanwhile(
    () => made.program.set(["parley:edge", "traefik"], { directory: "/etc/traefik/not-there" }),
    () => made.stack.up(),
  );
  expect(failed.code).not.toBe(0);
  expect(failed.all).toContain("/etc/traefik/not-there");
  await up();
  const { asked, failed: inVain } = await watching.end();
  expect(asked).toBeGreaterThan(20);
  expect(inVain).toBe(0);
});

test("after a reboot of both hosts everything is back, without an up", async () => {
  await made.lab.post("/nodes/pve/lxc/160/status/reboot");
  await made.lab.post("/nodes/pve/lxc/101/status/reboot");
  await made.lab.answers();
  const deadline = Date.now() + 180_000;
  let status = 0;
  while (status !== 200 && Date.now() < deadline)
    status = (await get(made, `https://${site}/`).catch(() => ({ status: 0 }))).status;
  expect(status).toBe(200);
  expect((await udp(made, firewall, 10_000, "again")).body).toMatchObject({ echo: "again" });
  expect(Object.keys((await up()).changes)).toEqual(["same"]);
});

test("destroy removes everything of ours, and nothing else has changed", async () => {
  const done = await made.worked(made.stack.destroy());
  expect(Object.keys(done.changes)).toEqual(["delete"]);
  expect(await othersThings(made.lab)).toBe(foreign);
  expect(
    await made.lab.said(
      101,
      "sh",
      "-c",
      "ls -d /var/lib/parley/* /etc/traefik/dynamic/parley-* /etc/systemd/system/parley-* 2>/dev/null; nft list tables | grep parley_ || true",
    ),
  ).toBe("");
  expect(await made.lab.said(101, "dig", "@203.0.113.53", "+short", site)).toBe("");
});
