/** The lab's Proxmox API in front of real containers: what it makes, and what it refuses. Needs root. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { eventually } from "../../lab/world/wait";
import { container, file, labSuite, node, TestLab } from "./world/testLab";

jest.setTimeout(300_000);

let lab: TestLab;
let rules: string;

labSuite("the lab's Proxmox API", () => {
  beforeAll(async () => {
    lab = await TestLab.up("parley-test-pve");
    rules = await lab.ruleset();
  }, 1_800_000);
  afterAll(() => lab?.down());

  test("only those with the token or the password", async () => {
    expect((await lab.world.pve.send("GET", "/version", {}, [])).status).toBe(401);
    const wrong = await lab.world.pve.send("GET", "/version", {}, ["Authorization: PVEAPIToken=root@pam!lab=no"]);
    expect(wrong.status).toBe(401);
    const login = await lab.world.pve.send("POST", "/access/ticket", { username: "root@pam", password: "no" }, []);
    expect(login).toMatchObject({ status: 401, message: "authentication failure\n" });
    expect((await lab.world.pve.askAsRoot("GET", "/version")).status).toBe(200);
  });

  test("downloads the template, and refuses what does not have its checksum", async () => {
    const path = `${node}/storage/local/download-url`;
    expect(await lab.post(path, lab.download({ checksum: "0".repeat(128) }))).toContain("checksum mismatch");
    expect(await lab.post(path, lab.download())).toBe("OK");
    expect((await lab.world.pve.ask("POST", path, lab.download())).message).toContain(
      "refusing to override existing file",
    );
    const { data } = await lab.world.pve.ask("GET", `${node}/storage/local/content`);
    expect(data).toContainEqual(expect.objectContaining({ volid: `local:vztmpl/${file}`, format: "tzst" }));
  });

  test("refuses what the real one refuses", async () => {
    const create = (change: Record<string, string>) => lab.world.pve.ask("POST", `${node}/lxc`, lab.wanted(change));
    expect((await create({ vmid: "101" })).status).toBe(500);
    expect((await create({ vmid: "101" })).message).toContain("CT 101 already exists on node 'pve'");
    expect((await create({ ostemplate: "local:vztmpl/none.tar.zst" })).message).toContain("does not exist");
    const forbidden = [await create({ mp0: "/mnt/x,mp=/x" }), await create({ features: "nesting=1,keyctl=1" })];
    for (const answer of forbidden) {
      expect(answer.status).toBe(403);
      expect(answer.message).toContain("only allowed for root@pam");
    }
    expect((await create({ net0: "bridge=vmbr3" })).errors).toHaveProperty("net0");
    expect((await lab.world.pve.ask("GET", "/nodes/other/lxc")).status).toBe(500);
    expect((await lab.world.pve.ask("GET", `${node}/lxc/160/config`)).message).toContain("does not exist");
  });

  test("a container is made from the template, boots, and SSH answers through the firewall host", async () => {
    expect(await lab.post(`${node}/lxc`, lab.wanted())).toBe("OK");
    await lab.answers();
    expect((await lab.inside("systemctl is-system-running --wait")).stdout.trim()).toBe("running");
    expect((await lab.inside("hostname; cat /proc/self/uid_map")).stdout).toMatch(/^jitsi\n\s+0\s+100000\s+65536\n$/);
    const { data } = await lab.world.pve.ask("GET", `${node}/lxc/160/interfaces`);
    const address = { "ip-address": container, prefix: "24", "ip-address-type": "inet" };
    expect(data).toContainEqual(
      expect.objectContaining({ name: "eth0", "ip-addresses": expect.arrayContaining([address]) }),
    );
  });

  test("apt-get installs Docker there, and Docker runs an image within its limits", async () => {
    const apt = "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends";
    const installed = await lab.inside(`${apt} ca-certificates docker.io docker-cli docker-compose`, 240_000);
    expect(installed).toMatchObject({ code: 0 });
    expect((await lab.inside("docker info -f '{{.Driver}}'; docker compose version --short")).stdout).toMatch(
      /^overlay2\n2\./,
    );
    const image = "tar -hcC / usr/bin/dash lib64/ld-linux-x86-64.so.2 lib/x86_64-linux-gnu/libc.so.6";
    const load = `${image} | docker import - tiny:1 >/dev/null && docker save tiny:1 -o /tmp/t && docker rmi tiny:1 >/dev/null && docker load -qi /tmp/t`;
    expect((await lab.inside(load)).stdout).toContain("tiny:1");
    const run =
      "docker run --rm --restart=no --memory 64m --pids-limit 20 --read-only tiny:1 /usr/bin/dash -c 'echo it runs'";
    expect(await lab.inside(run)).toMatchObject({ code: 0, stdout: "it runs\n" });
  }, 300_000);

  const size = async () => Number((await lab.inside("df -BM --output=size / | tail -1")).stdout.replace(/\D/g, ""));

  test("its disk is as large as it should be, and grows, with the next start at the latest", async () => {
    expect(await size()).toBeLessThan(8192);
    const grow = await lab.world.pve.ask("PUT", `${node}/lxc/160/resize`, { disk: "rootfs", size: "+2G" });
    expect(await lab.world.pve.ended(grow)).toBe("OK");
    const shrink = await lab.world.pve.ask("PUT", `${node}/lxc/160/resize`, { disk: "rootfs", size: "4G" });
    expect(shrink.message).toContain("unable to shrink");
  });

  test("a reboot brings it back, from outside and from inside", async () => {
    // Another lab's namespaces, made meanwhile, hold copies of this one's mounts, and a chroot hides them.
    const other = spawn("unshare", ["--mount", "chroot", "/usr", "/bin/sleep", "300"]);
    const boot = async () => (await lab.inside("cat /proc/sys/kernel/random/boot_id; stat -c %Z /proc/1")).stdout;
    const before = await boot();
    expect(await lab.post(`${node}/lxc/160/status/reboot`)).toBe("OK");
    await lab.answers();
    other.kill();
    expect(await size()).toBeGreaterThan(9000);
    const between = await boot();
    expect(between).not.toBe(before);
    await lab.inside("reboot");
    const again = () =>
      eventually("another boot", async () => {
        const now = await boot();
        return now !== "" && now !== between ? true : undefined;
      });
    await again();
    expect((await lab.inside("docker info -f '{{.Driver}}'")).stdout).toBe("overlay2\n");
  });

  test("a running container and a protected one are not removed; then it is", async () => {
    const remove = () => lab.world.pve.ask("DELETE", `${node}/lxc/160`);
    const set = (parameters: Record<string, string | number>) =>
      lab.world.pve.ask("PUT", `${node}/lxc/160/config`, parameters);
    expect((await remove()).message).toContain("container is running");
    expect(await lab.post(`${node}/lxc/160/status/shutdown`, { timeout: 60, forceStop: 1 })).toBe("OK");
    expect(await lab.state(160)).toBe("stopped");
    await set({ protection: 1 });
    expect((await remove()).message).toContain("protection mode enabled");
    await set({ delete: "protection" });
    expect(await lab.world.pve.ended(await remove())).toBe("OK");
    expect((await lab.world.pve.ask("GET", `${node}/lxc/160/config`)).status).toBe(500);
    expect(existsSync(`${lab.places.lxc}/160`)).toBe(false);
  });

  test("root@pam binds a directory of the node", async () => {
    const made = await lab.world.pve.askAsRoot("POST", `${node}/lxc`, lab.wanted({ mp0: "/usr/share,mp=/mnt/shared" }));
    expect(await lab.world.pve.ended(made)).toBe("OK");
    await lab.answers();
    expect((await lab.inside("findmnt -n -o TARGET /mnt/shared")).stdout).toBe("/mnt/shared\n");
  });

  test("the firewall host's own rules are as they were, also after it rebooted", async () => {
    expect(await lab.ruleset()).toBe(rules);
    expect(await lab.post(`${node}/lxc/101/status/reboot`)).toBe("OK");
    await lab.answers();
    expect(await lab.ruleset()).toBe(rules);
  });
});
