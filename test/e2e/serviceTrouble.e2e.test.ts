/** Jitsi in the lab when things go wrong in the middle, or change under its feet. Needs root. */
import { eventually } from "../../lab/world/wait";
import { get, udp } from "./service/client";
import { LabStack } from "./service/labStack";
import { firewall } from "./world/testLab";

jest.setTimeout(20 * 60_000);

const site = "meet.example.org";
const elsewhere = "203.0.113.11";
let made: LabStack;

beforeAll(async () => {
  made = await LabStack.make("parley-test-trouble", []);
  await made.worked(made.stack.up());
}, 40 * 60_000);
afterAll(() => made?.dispose());

const title = async (): Promise<string> =>
  (await made.lab.said("client", "curl", "-sk", `https://${site}/`)).match(/<title>(.*)<\/title>/)?.[1] ?? "";

/** What is on the hosts beside the releases in force. */
const leftovers = async (): Promise<string> => {
  const look =
    "find /var/lib/parley -maxdepth 1 -name '.incoming*'; find /etc/traefik /etc/systemd/system -name '.parley-*'";
  return (await made.lab.inside(look)).stdout + (await made.lab.said(101, "sh", "-c", look));
};

test("killed at any moment, the next up converges and nothing is left over", async () => {
  let killed = 0;
  for (let moment = 1; moment <= 20; moment++) {
    made.program.set(["parley:jitsi", "branding"], { title: `Title ${moment}` });
    // An undisturbed `up` of this change takes about eight seconds.
    const cut = await made.killedUp(0.35 * moment);
    if (cut.code !== 0) killed += 1;
    const done = await made.worked(made.stack.up());
    expect(await title()).toBe(`Title ${moment}`);
    expect(Object.keys(done.changes).every((change) => ["same", "update"].includes(change))).toBe(true);
  }
  expect(killed).toBeGreaterThan(8);
  for (const state of Object.values(await made.services())) expect(state).toContain("(healthy)");
  expect(await leftovers()).toBe("");
  expect(Object.keys((await made.worked(made.stack.up())).changes)).toEqual(["same"]);
});

test("two at once: one is refused or waits, and the result is whole", async () => {
  made.program.set(["parley:jitsi", "branding"], { title: "Both" });
  const both = await Promise.all([made.stack.up(), made.stack.up()]);
  expect(both.filter((one) => one.code === 0).length).toBeGreaterThanOrEqual(1);
  for (const one of both.filter(({ code }) => code !== 0)) expect(one.all).toMatch(/currently locked|conflict/i);
  await made.worked(made.stack.up());
  expect(await title()).toBe("Both");
  expect(await leftovers()).toBe("");
});

test("the public address changes: DNS follows, then the bridge advertises the new one", async () => {
  const move = (from: string, to: string) =>
    made.lab.said(
      101,
      "sh",
      "-c",
      `ip address del ${from}/24 dev eth0; ip address add ${to}/24 dev eth0; ip route replace default via 203.0.113.1`,
    );
  // What the timers do every 15 minutes and every minute. ddclient reports nothing within 30 s of its last report.
  const follow = async (to: string) => {
    await eventually(
      `${site} at ${to}`,
      async () => {
        await made.lab.said(101, "systemctl", "start", "parley-meet-example-org-ddns.service");
        return (await made.lab.said(101, "dig", "@203.0.113.53", "+short", site)) === to ? true : undefined;
      },
      { within: 90_000 },
    );
    // Not by SSH: the way there has moved, too.
    await made.lab.said(160, "systemctl", "start", "parley-meet-example-org-public-address.service");
  };
  await move(firewall, elsewhere);
  await follow(elsewhere);
  expect(await made.lab.said("client", "getent", "ahostsv4", site)).toContain(elsewhere);
  expect((await get(made, `https://${site}/`)).status).toBe(200);
  const answer = await udp(made, elsewhere, 10_000, "moved");
  expect(answer.from).toBe(`${elsewhere}:10000`);
  expect(answer.body.advertised).toEqual(expect.arrayContaining([elsewhere]));
  expect(answer.body.advertised).not.toContain(firewall);
  await move(elsewhere, firewall);
  await follow(firewall);
  expect((await udp(made, firewall, 10_000, "back")).body.advertised).toContain(firewall);
});

test("what somebody changed in the zone comes back with the next report", async () => {
  const { tsig } = made.lab.world;
  await made.lab.world.exec(101, ["nsupdate", "-y", `${tsig.algorithm}:${tsig.name}:${tsig.secret}`], {
    input: `server 203.0.113.53\nzone example.org\nupdate delete ${site}. A\nsend\n`,
  });
  expect(await made.lab.said(101, "dig", "@203.0.113.53", "+short", site)).toBe("");
  made.program.set(["parley:dns", "ttl"], 600);
  await made.worked(made.stack.up());
  expect(await made.lab.said(101, "dig", "@203.0.113.53", "+short", site)).toBe(firewall);
});
