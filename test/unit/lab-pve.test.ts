/** The parts of the lab's Proxmox API that need no container. */
import { changed } from "../../lab/pve/changes";
import type { GuestConfig } from "../../lab/pve/guest";
import { render } from "../../lab/pve/lxc/render";
import { checkGuestRequest } from "../../lab/pve/permissions";
import { parseProperties, printProperties } from "../../lab/pve/propertyString";
import { Tasks } from "../../lab/pve/tasks";
import { SimulatedLoopia } from "../../lab/world/internet/loopia";
import { places } from "../../lab/world/places";

const made = (given: Record<string, string> = {}): GuestConfig =>
  changed("160", { hostname: "jitsi" }, { rootfs: "local-lvm:8", unprivileged: "1", ...given });

test("property strings: the default key's value comes without a name", () => {
  const parsed = parseProperties("local-lvm:8,size=8G", "volume");
  expect(parsed).toEqual({ volume: "local-lvm:8", size: "8G" });
  expect(printProperties(parsed, "volume")).toBe("local-lvm:8,size=8G");
});

test("settings are kept as Proxmox keeps them", () => {
  const net0 = "name=eth0,bridge=vmbr3,ip=172.16.10.160/24";
  const config = made({ net0, memory: "2048", description: "a\nb", mp0: "volume=local-lvm:4,mp=/srv", vmid: "160" });
  expect(config).toMatchObject({
    rootfs: "local-lvm:vm-160-disk-0,size=8G",
    mp0: "local-lvm:vm-160-disk-1,mp=/srv,size=4G",
    memory: 2048,
    description: "a\nb\n",
  });
  expect(config.net0).toMatch(
    /^name=eth0,bridge=vmbr3,ip=172.16.10.160\/24,hwaddr=BC:24:11(:[\dA-F]{2}){3},type=veth$/,
  );
  expect(config).not.toHaveProperty("vmid");
  // The address of the card stays when other things of it change.
  const after = changed("160", config, { net0: `${net0},gw=172.16.10.1`, delete: "mp0,memory" });
  expect(parseProperties(String(after.net0), "").hwaddr).toBe(parseProperties(String(config.net0), "").hwaddr);
  expect(Object.keys(after)).not.toEqual(expect.arrayContaining(["mp0"]));
});

test.each([
  [{ memory: "much" }, "memory"],
  [{ net0: "bridge=vmbr3" }, "net0"],
])("%j is no setting", (given, field) => {
  expect(() => made(given)).toThrow(expect.objectContaining({ status: 400, errors: { [field]: expect.any(String) } }));
});

describe("what a token may not, and root@pam may", () => {
  const storage = { require: () => {} };
  const check = (user: string, given: Record<string, string>, unprivileged = true) =>
    checkGuestRequest(user, given, unprivileged, storage);

  test.each([
    [{ features: "nesting=1,keyctl=1" }, true],
    [{ features: "nesting=1" }, false],
    [{ mp0: "/mnt/storage,mp=/storage" }, true],
    [{ mp0: "volume=/mnt/storage,mp=/storage" }, true],
  ])("%j", (given, unprivileged) => {
    const refused = expect.objectContaining({
      status: 403,
      message: expect.stringContaining("only allowed for root@pam"),
    });
    expect(() => check("root@pam!lab", given, unprivileged)).toThrow(refused);
    expect(() => check("root@pam", given, unprivileged)).not.toThrow();
  });

  test("nesting alone, in an unprivileged container, everybody may", () => {
    expect(() => check("root@pam!lab", { features: "nesting=1,keyctl=0" })).not.toThrow();
  });
});

test("LXC's configuration: ids, disks, cables", () => {
  const config = made({ mp0: "/mnt/my storage,mp=/storage", net0: "name=eth0,bridge=vmbr3,hwaddr=BC:24:11:00:00:01" });
  const { config: lxc, preStart } = render("160", config, "/lab/lxc/160", "some-lab");
  expect(lxc).toContain("lxc.idmap = u 0 100000 65536\n");
  expect(lxc).toContain("lxc.mount.entry = /mnt/my\\040storage storage none rbind,create=dir 0 0\n");
  expect(lxc).toContain("lxc.net.0.link = ct160i0\n");
  expect(preStart).toContain("veth160i0 type veth peer name ct160i0 address BC:24:11:00:00:01");
  expect(render("160", { ...config, unprivileged: 0 }, "/lab/lxc/160", "some-lab").config).not.toContain("lxc.idmap");
});

test("tasks of one container run one after the other, and tell how they ended", async () => {
  const tasks = new Tasks("pve");
  const order: string[] = [];
  const first = tasks.start("vzstop", "160", "root@pam", async () => {
    await new Promise((next) => setTimeout(next, 20));
    order.push("first");
  });
  const second = tasks.start("vzstart", "160", "root@pam", async () => {
    order.push("second");
    throw new Error("no bridge");
  });
  expect(tasks.status(first).status).toBe("running");
  while (tasks.status(second).status === "running") await new Promise((next) => setTimeout(next, 5));
  expect(order).toEqual(["first", "second"]);
  expect([tasks.status(first), tasks.status(second)].map((task) => task.exitstatus)).toEqual(["OK", "no bridge"]);
  expect(tasks.log(second)).toEqual([{ n: 1, t: "TASK ERROR: no bridge" }]);
});

test("Loopia, simulated, knows no method that the real one does not have", () => {
  const account = { user: "u", password: "p", domain: "example.org" };
  const parameters = ["u", "p", "example.org", "www"].map(
    (text) => `<param><value><string>${text}</string></value></param>`,
  );
  const call = (method: string, refusals?: Map<string, string>) =>
    new SimulatedLoopia(account, [{ subdomain: "www", type: "A", rdata: "198.51.100.2" }]).answer(
      `<methodCall><methodName>${method}</methodName><params>${parameters.join("")}</params></methodCall>`,
      refusals,
    );
  expect(call("getZoneRecords")).toContain("198.51.100.2");
  expect(call("getZoneRecords", new Map([["getZoneRecords", "RATE_LIMITED"]]))).toContain("RATE_LIMITED");
  expect(call("dropZone")).toContain("faultString");
});

test.each(["Lab", "9lab", "lab/..", "lab-client", "lab-internet", "x"])("a lab is not called %s", (name) => {
  expect(() => places(name)).toThrow("PARLEY_LAB_NAME");
});
