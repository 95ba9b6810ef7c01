/** Parley's container under the real Proxmox provider: no argument of ours may look like a change when nothing changed. */
import { join } from "node:path";
import { PveStub, token } from "./providers/pveStub";
import { type RealStack, realStack, worked } from "./providers/realStack";
import { freePort, keyPair, Sshd } from "./providers/sshd";

jest.setTimeout(30 * 60_000);

let real: RealStack;
let sshd: Sshd;
let endpoint: string;
let mine: ReturnType<typeof keyPair>;
const pve = new PveStub();

beforeAll(async () => {
  real = await realStack("proxmoxProgram");
  endpoint = await pve.start(real.folder);
  mine = keyPair(real.folder, "client");
  sshd = new Sshd(join(real.folder, "sshd"), await freePort(), mine.public);
  await sshd.start();
});
afterAll(() => {
  sshd?.stop();
  pve.stop();
  real?.dispose();
});

function input(proxmox: object = {}, more: object = {}): void {
  const section = {
    endpoint,
    insecureTls: true,
    node: "pve",
    vmId: 160,
    bridge: "vmbr3",
    address: "172.16.10.160/24",
    gateway: "172.16.10.1",
    sshKeys: [mine.public],
    ...proxmox,
  };
  real.input({
    settings: {
      service: "jitsi",
      platform: "proxmox",
      domain: "meet.example.org",
      timeZone: "Europe/Stockholm",
      proxmox: section,
      edge: { host: "172.16.10.1", interface: "eth0", proxy: "traefik" },
      dns: { provider: "loopia", zone: "example.org", user: "parley@loopiaapi", address: "dynamic" },
      ...more,
    },
    apiToken: token,
    target: { host: "127.0.0.1", port: sshd.port, user: "root", hostKey: sshd.hostKey },
    privateKey: mine.private,
  });
}

const config = () => pve.containers.get("160")?.config ?? {};
const recording = { recording: { directory: "/mnt/storage/rec", keepDays: 30 } };

test.each<[string, object, object]>([
  ["the defaults", {}, {}],
  ["a place in the boot order", { startOrder: 20 }, {}],
  ["a delay after the boot", { startDelay: 15 }, {}],
  ["a VLAN, a search domain, unsorted tags", { vlan: 30, searchDomain: "example.org", tags: ["zeta", "alpha"] }, {}],
  ["recordings on a bound directory, keyctl", { keyctl: true }, recording],
  ["no swap, no nesting, not started at boot", { swap: 0, nesting: false, startOnBoot: false }, {}],
])("%s: nothing to do the second time, and a refresh finds nothing", async (_, proxmox, more) => {
  input(proxmox, more);
  await worked(real.stack.up());
  const [changes, logins] = [pve.changes.length, sshd.logins];
  for (const operation of [real.stack.up, real.stack.refresh, real.stack.up]) {
    expect(Object.keys((await worked(operation())).changes)).toEqual(["same"]);
  }
  expect(pve.changes.length).toBe(changes);
  expect(sshd.logins).toBe(logins);
  await worked(real.stack.destroy());
  expect([...pve.containers, ...pve.files]).toEqual([]);
});

test("memory is changed in place, with a restart, and a change by hand is found and repaired", async () => {
  input();
  await worked(real.stack.up());
  pve.changes.length = 0;
  input({ memory: 4096 });
  expect((await worked(real.stack.up())).changes).toMatchObject({ update: 1 });
  expect(pve.changes).toEqual(["PUT /nodes/pve/lxc/160/config", "POST /nodes/pve/lxc/160/status/reboot"]);
  expect(config().memory).toBe(4096);
  config().memory = 1024;
  config().description = "somebody else's\n";
  expect((await worked(real.stack.refresh())).changes).toMatchObject({ update: 1 });
  expect((await worked(real.stack.up())).changes).toMatchObject({ update: 1 });
  expect(config()).toMatchObject({ memory: 4096, description: expect.stringContaining("https://meet.example.org") });
});

test("a container that vanished is made anew, and what is in it is sent again", async () => {
  pve.containers.clear();
  const logins = sshd.logins;
  await worked(real.stack.refresh());
  await worked(real.stack.up());
  expect(config().hostname).toBe("jitsi");
  expect(sshd.logins).toBeGreaterThan(logins);
  await worked(real.stack.destroy());
});
