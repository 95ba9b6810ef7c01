/** Jitsi in the lab when things go wrong in the middle, or change under its feet. Needs root. */
import type { Operation } from "../../lab/stack/scratchStack";
import { eventually } from "../../lab/world/wait";
import { get, poll, udp } from "./service/client";
import { LabStack } from "./service/labStack";
import { containers, fillDisk, nextWorks, recreateWeb, remains, useWeb, watchLogins } from "./service/trial";
import { firewall } from "./world/testLab";

jest.setTimeout(20 * 60_000);

const site = "meet.example.org";
const elsewhere = "203.0.113.11";
let made: LabStack;

beforeAll(async () => {
  made = await LabStack.make("parley-test-trouble");
  await made.worked(made.stack.up());
}, 40 * 60_000);
afterAll(() => made?.dispose());

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

describe("a release that is broken is tried beside the running one", () => {
  /** An `up` that has to fail and to leave everything as it is: not one request fails, no container is another. */
  async function inVain(change: () => void, why: RegExp): Promise<Operation> {
    const before = await containers(made);
    const { releaseId } = await made.stack.outputs();
    const watching = poll(made, `https://${site}/`, 100);
    const failed = await made.program.meanwhile(change, () => made.stack.up());
    const { asked, failed: lost } = await watching.end();
    expect(failed.code).not.toBe(0);
    expect(failed.all).toMatch(why);
    expect((await made.stack.outputs()).releaseId).toBe(releaseId);
    expect(asked).toBeGreaterThan(20);
    expect(lost).toBe(0);
    expect(await containers(made)).toEqual(before);
    expect(await remains(made)).toBe("");
    return failed;
  }
  test.each([
    [
      "exits",
      "web:stable-11146-2-exits",
      /web is (restarting|running starting|exited)[\s\S]*made to exit at its start/,
    ],
    ["never is healthy", "web:stable-11146-2-unhealthy", /web is running unhealthy/],
    ["is another service's", "prosody:stable-11146-2", /FATAL ERROR: directory '.var.lib.prosody' is not writable/],
    ["cannot be had", "web:no-such-tag", /no-such-tag|failed to resolve|dial tcp/],
  ])("an image that %s: nobody notices, and the error says why", async (name, image, why) => {
    const failed = await inVain(() => useWeb(made, image), why);
    expect(failed.all).toContain("keeps serving, untouched");
    await nextWorks(made, `After ${name}`);
    for (const state of Object.values(await made.services())) expect(state).toContain("(healthy)");
  });

  test("a good change costs no more than the restart of what it changes", async () => {
    const watching = poll(made, `https://${site}/`, 100);
    await recreateWeb(made);
    await eventually("web", async () => ((await get(made, `https://${site}/`)).status === 200 ? true : undefined));
    const bare = await watching.end();
    const watchingUp = poll(made, `https://${site}/`, 100);
    await nextWorks(made, "Quick");
    const tried = await watchingUp.end();
    console.info(`without a good answer: ${bare.longestGap} ms by Docker alone, ${tried.longestGap} ms by up`);
    expect(bare.longestGap).toBeGreaterThan(200);
    // The same restart twice, on a machine that others use too.
    expect(tried.longestGap).toBeLessThan(2 * bare.longestGap + 1000);
  });

  test("the bridge and the focus are tried without a word to the running ones", async () => {
    const before = await containers(made);
    const watched = await watchLogins(made, async () => {
      made.program.set(["parley:jitsi", "bridge"], { memory: 1100 });
      made.program.set(["parley:jitsi", "limits"], { jicofo: { memory: 1024 } });
      await made.worked(made.stack.up());
    });
    expect(watched).toMatchObject({ jvb: 1, focus: 1 });
    expect(watched.beside).toBeGreaterThan(0);
    const after = await containers(made);
    expect(
      Object.keys(after)
        .filter((name) => after[name] !== before[name])
        .sort(),
    ).toEqual(["jicofo", "jvb"]);
    expect(await remains(made)).toBe("");
  });

  test.each([0, 240])(
    "a disk with %i KiB left: nobody notices, and with room again the next up works",
    async (left) => {
      const free = await fillDisk(made, left);
      try {
        await inVain(() => made.program.set(["parley:jitsi", "branding"], { title: "Too much" }), /no space left/i);
      } finally {
        await free();
      }
      await nextWorks(made, `Room again ${left}`);
    },
  );
});
