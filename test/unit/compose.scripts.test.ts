/** The rendered shell, run for real. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { rendered } from "../support/compose";
import { Machine } from "../support/scripts";
import { prodLike } from "../support/settings";

let machine: Machine;
beforeEach(() => {
  machine = new Machine();
});
afterEach(() => machine.remove());

const facts = () => readFileSync(machine.path("state/facts.env"), "utf8");

describe("facts.sh", () => {
  test("writes the address, keeps it when the name is gone, follows it when it moves", () => {
    machine.tool("getent", "echo '203.0.113.10 STREAM meet.example.org'; echo '203.0.113.11 STREAM'");
    expect(machine.run("facts.sh").status).toBe(0);
    expect(facts()).toBe("PARLEY_PUBLIC_ADDRESS=203.0.113.10\n");
    machine.tool("getent", "exit 2");
    expect(machine.run("facts.sh")).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("keeping the last one"),
    });
    expect(facts()).toBe("PARLEY_PUBLIC_ADDRESS=203.0.113.10\n");
    machine.tool("getent", "echo '198.51.100.7 STREAM'");
    expect(machine.run("facts.sh").status).toBe(0);
    expect(facts()).toBe("PARLEY_PUBLIC_ADDRESS=198.51.100.7\n");
  });

  test.each(["exit 2", "echo '127.0.1.1 STREAM meet.example.org'", "echo 'nonsense $(id)'"])(
    "fails when nothing is known: %s",
    (body) => {
      machine.tool("getent", body);
      expect(machine.run("facts.sh")).toMatchObject({ status: 1, stderr: expect.stringContaining("set its A record") });
      expect(existsSync(machine.path("state/facts.env"))).toBe(false);
    },
  );
});

describe("check.sh", () => {
  const docker = (states: Readonly<Record<string, string>>, restarts = 0) => {
    const all = (line: (name: string) => string) => Object.keys(states).map(line).join("\n");
    machine.tool(
      "docker",
      `echo "$1" >> ${machine.root}/calls
case "$*" in
ps*) cat <<END
${all((name) => `id-${name}`)}
END
;;
*RestartCount*) cat <<END
${all((name) => `${name} id-${name} ${restarts} ${states[name]}`)}
END
;;
logs*) echo 'cannot open the door';;
*Log*) printf 'early\\n\\nconnection refused\\n\\n';;
esac`,
    );
  };
  const healthy = Object.fromEntries(
    ["web", "prosody", "jicofo", "jvb", "jibri"].map((name) => [name, "running healthy"]),
  );

  test("passes when every service is healthy, and asks Docker no more than twice", () => {
    docker(healthy);
    expect(machine.run("check.sh")).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(machine.path("calls"), "utf8")).toBe("ps\ninspect\n");
  });

  test("names the service that is not, with the last words of its probe and its own", () => {
    docker({ ...healthy, jicofo: "running unhealthy" });
    expect(machine.run("check.sh")).toMatchObject({
      status: 1,
      stderr: "jicofo is running unhealthy\n  connection refused\n  cannot open the door\n",
    });
  });

  test("names the cause before what waits for it", () => {
    docker({ ...healthy, web: "created", jvb: "created", prosody: "running unhealthy" });
    expect(machine.run("check.sh").stderr).toMatch(/^prosody is running unhealthy\n/);
  });

  test("gives up at once on a service that ends again and again, with its last words", () => {
    docker({ ...healthy, web: "restarting starting" }, 3);
    expect(machine.run("check.sh")).toMatchObject({
      status: 100,
      stderr: expect.stringMatching(/^web is restarting starting\n[\s\S]* {2}cannot open the door\n$/),
    });
  });

  test("looks at every container of a service that has several", () => {
    docker(healthy);
    machine.tool("docker-of-one", readFileSync(machine.path("bin/docker"), "utf8").replace(/^#.*\n/, ""));
    const twice = `case "$*" in *RestartCount*) echo 'jvb id-jvb-2 0 running starting';; esac`;
    machine.tool("docker", `docker-of-one "$@"\n${twice}`);
    expect(machine.run("check.sh")).toMatchObject({
      status: 1,
      stderr: "jvb is running starting\n  connection refused\n  cannot open the door\n",
    });
  });

  test("no container at all: names every service, and asks about none", () => {
    machine.tool("docker", "");
    expect(machine.run("check.sh")).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^prosody has no container\n(\w+ has no container\n){4}$/),
    });
  });

  test("names a service without a container", () => {
    const { jvb: _, ...others } = healthy;
    docker(others);
    expect(machine.run("check.sh")).toMatchObject({ status: 1, stderr: "jvb has no container\n" });
  });

  test("gives up on a service that has ended for good, and names the others that are not well, too", () => {
    docker({ ...healthy, web: "running starting", jvb: "exited unhealthy" });
    expect(machine.run("check.sh")).toMatchObject({
      status: 100,
      stderr: expect.stringMatching(
        /^web is running starting\n[\s\S]*jvb is exited unhealthy\n[\s\S]* {2}cannot open the door\n$/,
      ),
    });
  });
});

describe("up.sh", () => {
  const up = (limits: string, answers = "") => {
    machine.tool("getent", "echo '203.0.113.10 STREAM'");
    machine.tool("docker", `echo "$PARLEY_NOFILE_65000 $PARLEY_NPROC_65000 $*" >> ${machine.root}/calls\n${answers}`);
    writeFileSync(machine.path("facts.sh"), `echo PARLEY=1 > ${machine.root}/state/facts.env\n`);
    mkdirSync(machine.path("proc/7"), { recursive: true });
    writeFileSync(machine.path("docker.pid"), "7\n");
    writeFileSync(machine.path("proc/7/limits"), limits);
    expect(machine.run("up.sh", { "/proc/": "proc/", "/run/docker.pid": "docker.pid" })).toMatchObject({
      status: 0,
      stderr: "",
    });
    return readFileSync(machine.path("calls"), "utf8");
  };

  test("pulls, then brings up, and asks for no more files and processes than Docker has", () => {
    const limits = "Max processes   31000   31000   processes\nMax open files   1024   524288   files\n";
    const calls = up(limits, 'case "$*" in image*) exit 1;; esac').split("\n");
    expect(calls[0]).toMatch(/^65000 31000 image inspect .* ghcr\.io\/jitsi\/jvb:\S+ .* ghcr\.io\/jitsi\/web:\S+$/);
    expect(calls[1]).toMatch(/^65000 31000 compose .* --env-file .*facts\.env pull --quiet --policy missing$/);
    expect(calls[2]).toMatch(/^65000 31000 compose .* up --detach --remove-orphans$/);
    expect(existsSync(machine.path("state/facts.applied"))).toBe(true);
  });

  test("pulls nothing when every image is there", () => expect(up("")).not.toContain(" pull "));

  test("makes the containers anew whose files somebody changed by hand, and no others", () => {
    mkdirSync(machine.path(".parley"));
    writeFileSync(
      machine.path(".parley/changed"),
      "config/web/config/a.js\nconfig/web/b\nconfig/gone/x\nsecrets/jvb.env\nup.sh\n",
    );
    const lines = up("", `case "$*" in *config*--services) printf 'jvb\\nweb\\nwebber\\n';; esac`).split("\n");
    expect(lines.filter((line) => line.includes("--force-recreate"))).toEqual([
      expect.stringMatching(/ up --detach --no-deps --force-recreate web$/),
    ]);
  });

  test("no file of a service that is still there: nothing is made anew", () => {
    mkdirSync(machine.path(".parley"));
    writeFileSync(machine.path(".parley/changed"), "config/gone/x\n");
    expect(up("", `case "$*" in *config*--services) echo web;; esac`)).not.toContain("--force-recreate");
  });

  test("unlimited is enough", () => {
    expect(up("Max processes   unlimited   unlimited   processes\nMax open files   1024   20000   files\n")).toMatch(
      /^20000 65000 /,
    );
  });
});

test("up.sh fails with the reason, which Compose keeps to itself", () => {
  machine.tool("getent", "echo '203.0.113.10 STREAM'");
  machine.tool("docker", 'case "$*" in *" up "*) echo "container prosody-1 is unhealthy" >&2; exit 1 ;; esac');
  writeFileSync(machine.path("facts.sh"), `echo PARLEY=1 > ${machine.root}/state/facts.env\n`);
  writeFileSync(machine.path("check.sh"), "echo 'prosody: no such module' >&2; exit 1\n");
  expect(machine.run("up.sh")).toMatchObject({
    status: 1,
    stderr: "container prosody-1 is unhealthy\nprosody: no such module\n",
  });
  expect(existsSync(machine.path("state/facts.applied"))).toBe(false);
});

describe("what runs", () => {
  const observed = (containers: readonly string[]) => {
    machine.tool(
      "systemctl",
      `shift 2; for unit; do printf 'Id=%s\\nActiveState=active\\nUnitFileState=enabled\\n\\n' "$unit"; done`,
    );
    machine.tool("docker", `printf '${containers.map((line) => `${line}\\n`).join("")}'`);
    const { status, stdout } = machine.runText(rendered(prodLike()).commands.observe);
    expect(status).toBe(0);
    return stdout.split("\n").map((line) => line.trim());
  };

  test("is the timers, and each container's image and definition", () => {
    expect(observed(["web image:1 aaa hash1 running", "jicofo image:2 bbb hash2 running"])).toEqual([
      "parley-meet-example-org-public-address.timer is enabled, active",
      "parley-meet-example-org-trial-leftovers.timer is enabled, active",
      "jicofo image:2 bbb hash2",
      "web image:1 aaa hash1",
      "",
    ]);
  });

  test("does not show a restart, nor what the public address changes; it shows what does not run", () => {
    const before = observed(["web image:1 aaa hash1 running", "jvb image:3 ccc hash3 running"]);
    expect(observed(["jvb image:3 ccc hash4 restarting", "web image:1 aaa hash1 restarting"])).toEqual(before);
    expect(observed(["web image:1 aaa hash1 exited", "jvb image:3 ccc hash3 running"])).toContain(
      "web image:1 aaa hash1 exited",
    );
  });
});

describe("the timer that follows the address", () => {
  const ups = () => (existsSync(machine.path("ups")) ? readFileSync(machine.path("ups"), "utf8") : "");
  const follow = () => machine.run("timers/public-address.sh");
  const applying = () => `cp ${machine.root}/state/facts.env ${machine.root}/state/facts.applied`;

  beforeEach(() => {
    const current = "state/jitsi/current";
    mkdirSync(machine.path(current), { recursive: true });
    writeFileSync(machine.path(`${current}/facts.sh`), `echo PARLEY=1 > ${machine.root}/state/facts.env\n`);
    writeFileSync(machine.path(`${current}/up.sh`), `echo up >> ${machine.root}/ups; ${applying()}\n`);
  });

  test("brings containers up only when it changed", () => {
    for (let i = 0; i < 3; i++) expect(follow().status).toBe(0);
    expect(ups()).toBe("up\n");
  });

  test("waits for who deploys or looks at what runs, and leaves alone what is done by then", async () => {
    const work = `echo at work; sleep 0.5; ${applying()}`;
    const deploying = spawn("flock", ["--no-fork", machine.path("state/jitsi"), "sh", "-c", work]);
    await once(deploying.stdout, "data");
    expect(follow().status).toBe(0);
    expect(existsSync(machine.path("state/facts.applied"))).toBe(true);
    expect(ups()).toBe("");
  });
});
