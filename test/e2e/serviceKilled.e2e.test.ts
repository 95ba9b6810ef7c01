/** Jitsi in the lab when an `up` is killed, or two meet. Needs root. */
import { eventually } from "../../lab/world/wait";
import { poll, title } from "./service/client";
import { LabStack } from "./service/labStack";
import { containers, killAgent, nextWorks, remains, tried, useWeb } from "./service/trial";

jest.setTimeout(20 * 60_000);

const site = "meet.example.org";
let made: LabStack;

beforeAll(async () => {
  made = await LabStack.make("parley-test-killed");
  await made.worked(made.stack.up());
}, 40 * 60_000);
afterAll(() => made?.dispose());

const neverHealthy = () => useWeb(made, "web:stable-11146-2-unhealthy");

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
    // An undisturbed `up` of this change takes five seconds and more.
    const cut = await made.killedUp(0.25 * moment);
    if (cut.code !== 0) killed += 1;
    const done = await made.worked(made.stack.up());
    expect(await title(made)).toBe(`Title ${moment}`);
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
  expect(await title(made)).toBe("Both");
  expect(await leftovers()).toBe("");
});

test("killed during a trial: nobody notices, and the next up takes it away", async () => {
  const before = await containers(made);
  // It would take it away as well, at some moment of the next minute.
  await made.lab.said(160, "systemctl", "stop", "parley-meet-example-org-trial-leftovers.timer");
  const watching = poll(made, `https://${site}/`, 100);
  await made.program.meanwhile(neverHealthy, async () => {
    const up = made.stack.up();
    await tried(made);
    await killAgent(made);
    expect((await up).code).not.toBe(0);
  });
  expect((await watching.end()).failed).toBe(0);
  expect(await remains(made)).not.toBe("");
  await nextWorks(made, "Killed");
  expect(Object.entries(await containers(made)).filter(([name, id]) => before[name] !== id)).toHaveLength(1);
});

test("killed, and then the machine starts anew: the trial is gone without an up", async () => {
  await made.program.meanwhile(neverHealthy, async () => {
    const up = made.stack.up();
    await tried(made);
    await killAgent(made);
    await up;
  });
  expect(await remains(made)).not.toBe("");
  await made.lab.post("/nodes/pve/lxc/160/status/reboot");
  await made.lab.answers();
  await eventually("nothing of the trial", async () => ((await remains(made)) === "" ? true : undefined), {
    within: 120_000,
  });
  expect(await title(made)).toBe("Killed");
  await nextWorks(made, "Rebooted");
});
