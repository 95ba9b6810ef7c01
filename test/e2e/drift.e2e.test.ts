/** What somebody changes by hand: a refresh names it, the next `up` mends it. And SSH that is cut in the middle. Needs root. */
import { eventually } from "../../lab/world/wait";
import type { Operation } from "../engine/engine";
import { get } from "./service/client";
import { othersThings } from "./service/foreign";
import { LabStack } from "./service/labStack";
import { firewall } from "./world/testLab";

jest.setTimeout(15 * 60_000);

const site = "meet.example.org";
const state = "/var/lib/parley/meet-example-org";
const title = `${state}/jitsi/current/config/web/usr/share/jitsi-meet/title.html`;
const route = "/etc/traefik/dynamic/parley-meet-example-org.yml";
let made: LabStack;
let foreign: string;

beforeAll(async () => {
  made = await LabStack.make("parley-test-drift");
  foreign = await othersThings(made.lab);
  await made.worked(made.stack.up());
}, 40 * 60_000);
afterAll(() => made?.dispose());

const onEdge = (script: string) => made.lab.said(101, "sh", "-c", script);
const onService = (script: string) => made.lab.said(160, "sh", "-c", script);
const advertises = async (address: string) =>
  (await onService("docker inspect meet-example-org-jvb-1")).includes(address);
const refresh = () => made.worked(made.stack.refresh("--diff"));
const changed = ({ steps }: Operation) =>
  steps.filter((step) => step.op !== "same" && step.op !== "refresh").map((step) => `${step.op} ${step.name}`);

/** A refresh that finds so much and nothing else: whatever was mended before is clean. */
async function finds(what: Readonly<Record<string, number>>): Promise<Operation> {
  const found = await refresh();
  const { same, ...changes } = found.changes;
  // What it says is shown when it is more.
  expect({ changes, says: JSON.stringify(changes) === JSON.stringify(what) ? "" : found.stdout }).toEqual({
    changes: what,
    says: "",
  });
  return found;
}

const clean = () => finds({});

/** Does something by hand, and expects a refresh to find exactly that and to name it, and `up` to mend it. */
async function mended(byHand: () => Promise<unknown>, named: readonly RegExp[], update: string): Promise<void> {
  await byHand();
  const found = await finds({ update: 1 });
  for (const words of named) expect(found.stdout).toMatch(words);
  expect(changed(await made.worked(made.stack.up()))).toEqual([`update ${update}`]);
}

test("an untouched stack: a refresh finds nothing", clean);

test("memory of the container, on Proxmox", () =>
  mended(
    () => made.lab.world.pve.ask("PUT", "/nodes/pve/lxc/160/config", { memory: 3072 }),
    [/dedicated *: 4096 => 3072/],
    "jitsi-container",
  ));

test("a rule of our table, deleted", async () => {
  const rules = () => onEdge("nft -s list table ip parley_meet_example_org");
  const before = await rules();
  await mended(
    () =>
      onEdge(
        `handle=$(nft -a list table ip parley_meet_example_org | sed -n 's/.*dnat to.* handle //p' | head -n 1)
nft delete rule ip parley_meet_example_org prerouting handle "$handle"`,
      ),
    [/gone: .*udp dport 10000 dnat to 172\.16\.10\.160/],
    "jitsi-dnat",
  );
  expect(await rules()).toBe(before);
});

test("the record that follows the address, changed in the zone", async () => {
  await mended(
    () => made.nsupdate(`update delete ${site}. A\nupdate add ${site}. 300 A 203.0.113.66`),
    [/meet\.example\.org has 203\.0\.113\.66, reported was 203\.0\.113\.10/],
    "jitsi-ddns",
  );
  expect(await onEdge(`dig +short @203.0.113.53 ${site} A`)).toBe(firewall);
  await eventually("a bridge that has followed the record back", async () => {
    await onService("systemctl start parley-meet-example-org-public-address.service");
    return (await advertises(firewall)) ? true : undefined;
  });
});

test("Traefik's file, edited", async () => {
  const before = await onEdge(`cat ${route}`);
  await mended(
    () => onEdge(`echo '# by hand' >>${route}`),
    [/# by hand/, /parley-meet-example-org\.yml was changed/],
    "jitsi-route",
  );
  expect(await onEdge(`cat ${route}`)).toBe(before);
});

test("a file that the web server reads, edited in its place: the web server reads ours again", async () => {
  const page = async () => (await made.lab.said("client", "curl", "-sk", `https://${site}/`)).trim();
  const before = await page();
  const services = await made.services();
  await mended(() => onService(`echo 'by hand' >>${title}`), [/\+ by hand|by hand/], "jitsi-compose");
  expect(await page()).toBe(before);
  const after = await made.services();
  const id = (all: Record<string, string>, name: string) => all[name]?.split(" ")[0];
  expect(Object.keys(after).filter((name) => id(after, name) !== id(services, name))).toEqual(["web"]);
});

test("a secret file, edited: a refresh says so without a word of it", async () => {
  const file = `${state}/jitsi/current/secrets/jvb.env`;
  const secret = await onService(`cat ${file}`);
  const words = secret.match(/"([^"]{12,})"/)?.[1] ?? "";
  expect(words).not.toBe("");
  await onService(`echo 'BY_HAND=1' >>${file}`);
  const found = await finds({ update: 1 });
  expect(found.stdout).toMatch(/secrets\/jvb\.env.*\[secret\]/s);
  expect(found.all).not.toContain("BY_HAND");
  expect(found.all).not.toContain(words);
  expect(changed(await made.worked(made.stack.up()))).toEqual(["update jitsi-compose"]);
  expect(await onService(`cat ${file}`)).toBe(secret);
});

test("a container, removed", () =>
  mended(() => onService("docker rm -f meet-example-org-jicofo-1"), [/gone: jicofo /], "jitsi-compose"));

test("what nobody changed by hand is no drift: a reboot, a restart by Docker, another public address", async () => {
  await onService("docker kill --signal KILL meet-example-org-web-1; docker start meet-example-org-web-1");
  await onService(
    `sed -i 's/=.*/=203.0.113.99/' ${state}/facts.env && cd ${state}/jitsi/current && sed 's/^sh facts.sh$//' up.sh | sh`,
  );
  expect(await advertises("203.0.113.99")).toBe(true);
  await made.lab.post("/nodes/pve/lxc/160/status/reboot");
  await made.lab.post("/nodes/pve/lxc/101/status/reboot");
  await made.lab.answers();
  await eventually("the site", async () => ((await get(made, `https://${site}/`)).status === 200 ? true : undefined), {
    within: 180_000,
  });
  await clean();
});

test("a release that is gone altogether is made again", async () => {
  await onEdge(`rm -rf ${state}/route ${route}`);
  expect((await finds({ delete: 1 })).stdout).toMatch(
    /- parley-remote:host:Release: \(delete\)[\s\S]*jitsi-route|jitsi-route[\s\S]*delete/,
  );
  expect(changed(await made.worked(made.stack.up()))).toEqual(["create jitsi-route"]);
  expect((await get(made, `https://${site}/`)).status).toBe(200);
  await clean();
});

test("a host that does not answer is no reason to stop, and not taken for gone", async () => {
  await made.cutSsh("ip daddr 172.16.10.1 tcp dport 22 drop");
  const began = Date.now();
  const found = await refresh();
  await made.mendSsh();
  expect(found.all).toMatch(/SSH to root@172\.16\.10\.1:22 did not work within 20 seconds.*does not answer/);
  expect(found.all).toContain("not known: the machine does not answer");
  expect(found.changes.delete).toBeUndefined();
  expect(Date.now() - began).toBeLessThan(120_000);
  await refresh();
  await clean();
});

test("a static record, changed and removed by hand", async () => {
  made.program.set(["parley:dns", "address"], firewall);
  await made.worked(made.stack.up());
  // The dynamic record that stood there was the edge host's; it goes with its release, after ours was found in place.
  await made.worked(made.stack.up("--refresh"));
  const record = () => made.lab.said(101, "dig", "@203.0.113.53", "+short", site);
  expect(await record()).toBe(firewall);
  await mended(
    () => made.nsupdate(`update delete ${site}. A\nupdate add ${site}. 300 A 203.0.113.77`),
    [/value *: "203\.0\.113\.10" => "203\.0\.113\.77"/],
    "jitsi-record",
  );
  expect(await record()).toBe(firewall);
  await made.nsupdate(`update delete ${site}. A`);
  await finds({ delete: 1 });
  expect(changed(await made.worked(made.stack.up()))).toEqual(["create jitsi-record"]);
  expect(await record()).toBe(firewall);
  await clean();
});

describe("SSH is cut", () => {
  const leftovers = () => onService("find /var/lib/parley -maxdepth 1 -name '.incoming*'");

  async function failsInTime(cut: () => Promise<unknown>, newTitle: string): Promise<Operation> {
    made.program.set(["parley:jitsi", "branding"], { title: newTitle });
    const began = Date.now();
    const running = made.stack.up();
    await cut();
    const failed = await running;
    await made.mendSsh();
    expect(failed.code).not.toBe(0);
    expect(failed.all).toMatch(
      /The connection to root@172\.16\.10\.160:22 broke off in the middle: the host has not answered for half a minute/,
    );
    expect(Date.now() - began).toBeLessThan(150_000);
    return failed;
  }

  async function converges(newTitle: string): Promise<void> {
    await made.worked(made.stack.up());
    expect(await made.lab.said("client", "curl", "-sk", `https://${site}/`)).toContain(newTitle);
    for (const service of Object.values(await made.services())) expect(service).toContain("(healthy)");
    await eventually("no leftovers", async () => ((await leftovers()) === "" ? true : undefined), { within: 200_000 });
    await clean();
  }

  test("in the middle of the transfer", async () => {
    const before = await onService(`readlink ${state}/jitsi/current`);
    await failsInTime(
      () => made.cutSsh("ip daddr 172.16.10.160 tcp dport 22 quota over 40 kbytes drop"),
      "Cut in the transfer",
    );
    expect(await onService(`readlink ${state}/jitsi/current`)).toBe(before);
    await converges("Cut in the transfer");
  });

  test("while the release is put in force", async () => {
    const before = await onService(`readlink ${state}/jitsi/current`);
    await failsInTime(async () => {
      const switched = async () => ((await onService(`readlink ${state}/jitsi/current`)) !== before ? true : undefined);
      await eventually("the switch", switched, { within: 60_000, every: 50 });
      await made.cutSsh("ip daddr 172.16.10.160 tcp dport 22 drop");
    }, "Cut while activating");
    await converges("Cut while activating");
  });
});

test("destroy removes everything of ours, and nothing else has changed", async () => {
  await made.worked(made.stack.destroy());
  expect(await othersThings(made.lab)).toBe(foreign);
});
