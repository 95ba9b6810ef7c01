/** The lab itself: its network, firewall host and name servers; coming up, and going without a trace. Needs root. */
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { execute } from "../../lab/world/command";
import { controlGroups, files, mounts, namespaces, processes } from "../../lab/world/remains";
import { known, running } from "../../lab/world/state";
import { firewall, labSuite, TestLab } from "./world/testLab";

jest.setTimeout(300_000);

let lab: TestLab;

labSuite("the lab", () => {
  beforeAll(async () => {
    lab = await TestLab.up("parley-test-world");
  }, 1_800_000);
  afterAll(() => lab?.down());

  test("the client reaches the firewall host's Traefik, and nothing behind it", async () => {
    const web = await lab.said(
      "client",
      "curl",
      "-sk",
      "-o",
      "/dev/null",
      "-w",
      "%{http_code}",
      `https://${firewall}/`,
    );
    expect(web).toBe("404");
    expect((await lab.world.exec("client", ["curl", "-sm2", "http://172.16.10.2:8006/"])).code).not.toBe(0);
  });

  test("DNS answers the client and the firewall host", async () => {
    expect(await lab.said("client", "getent", "ahostsv4", "fw.example.org")).toContain(firewall);
    expect(await lab.said(101, "dig", "+short", "foreign.example.org")).toBe("198.51.100.9");
  });

  test("whoever has the key changes the zone, and nobody else", async () => {
    const update = (key: string, name: string) =>
      lab.world.exec(101, ["nsupdate", "-y", `hmac-sha256:parley:${key}`], {
        input: `server 203.0.113.53\nzone example.org\nupdate add ${name}.example.org 60 A 203.0.113.77\nsend\n`,
      });
    expect((await update(lab.world.tsig.secret, "mine")).code).toBe(0);
    expect((await update(Buffer.from("wrong").toString("base64"), "theirs")).code).not.toBe(0);
    expect(await lab.said("client", "getent", "ahostsv4", "mine.example.org")).toContain("203.0.113.77");
    expect((await lab.world.exec("client", ["getent", "ahostsv4", "theirs.example.org"])).code).not.toBe(0);
  });

  test("Loopia, simulated, knows its account", async () => {
    const call = (password: string) =>
      lab.said("operator", process.execPath, "-e", loopiaCall(lab.world.secrets.loopia.user, password));
    expect(await call(lab.world.secrets.loopia.password)).toContain("198.51.100.2");
    expect(await call("wrong")).toContain("AUTH_ERROR");
  });

  test("its own systemd has no failed unit, and its root is nobody on this machine", async () => {
    expect(await lab.said(101, "systemctl", "is-system-running", "--wait")).toBe("running");
    expect(await lab.said(101, "cat", "/proc/self/uid_map")).toMatch(/^0\s+100000\s+65536$/);
  });
  test("up changes nothing that runs", async () => {
    const before = known(lab.places);
    await lab.again();
    expect(known(lab.places)).toEqual(before);
    expect(await lab.state(101)).toBe("running");
  });

  test("up repairs what has crashed", async () => {
    const api = known(lab.places).find((one) => one.name === "pve");
    process.kill(api?.pid ?? 0, "SIGKILL");
    await lab.again();
    expect(await lab.state(101)).toBe("running");
  });

  test("down leaves nothing, also when the lab's processes were killed before and its notes are gone", async () => {
    for (const one of known(lab.places).filter(running)) process.kill(one.pid, "SIGKILL");
    await execute(["rm", "-f", lab.places.state]);
    expect(processes(lab.places).length).toBeGreaterThan(0);
    await lab.down();
    expect(left()).toEqual([]);
    const seen = await execute(["sh", "-c", "ip netns; ip -o link; mount; losetup -l -n; lxc-ls; ps -eo args"]);
    const lines = seen.stdout.split("\n").filter((line) => /parley-test-world|veth1[06]/.test(line));
    expect(lines.filter((line) => !/jest|ps -eo|sh -c/.test(line))).toEqual([]);
  });
  test.each([
    [300, "down"],
    [900, "up"],
    [1500, "down"],
    [2200, "up"],
  ])("up is killed after %d ms: %s copes with what is there", async (moment, next) => {
    const environment = { ...process.env, PARLEY_LAB_NAME: lab.places.name };
    const killed = spawn(process.execPath, ["bin/parley.mjs", "lab", "up"], { env: environment, stdio: "ignore" });
    await sleep(moment);
    killed.kill("SIGKILL");
    if (next === "up") {
      await lab.again();
      expect(await lab.state(101)).toBe("running");
    }
    await lab.down();
    expect(left()).toEqual([]);
  });
});

/** Everything of the lab that is still on this machine. */
function left(): unknown[] {
  return [processes, mounts, namespaces, controlGroups, files].flatMap((look): unknown[] => look(lab.places));
}

const loopiaCall = (
  user: string,
  password: string,
): string => `fetch("http://203.0.113.53:8080/RPCSERV", { method: "POST",
  body: '<?xml version="1.0"?><methodCall><methodName>getZoneRecords</methodName><params>' +
  ${JSON.stringify([user, password, "example.org", "www"])}.map((v) => "<param><value><string>" + v + "</string></value></param>").join("") +
  "</params></methodCall>" }).then((r) => r.text()).then(console.log)`;
