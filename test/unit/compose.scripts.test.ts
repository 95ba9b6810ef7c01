/** The rendered shell, run for real. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Machine } from "../support/scripts";

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
  const docker = (states: Readonly<Record<string, string>>, restarts = 0) =>
    machine.tool(
      "docker",
      `if [ "$1" = ps ]; then printf '${Object.keys(states)
        .map((name) => `${name} id-${name}\\n`)
        .join("")}'; exit; fi
case "$3$4" in
logs*|2id-*|3id-*) echo 'cannot open the door';;
*RestartCount*) echo ${restarts};;
${Object.entries(states)
  .map(
    ([name, state]) =>
      `*Log*id-${name}) printf 'early\\n\\nconnection refused\\n\\n';;\n*id-${name}) echo '${state}';;`,
  )
  .join("\n")}
esac`,
    );
  const healthy = Object.fromEntries(
    ["web", "prosody", "jicofo", "jvb", "jibri"].map((name) => [name, "running healthy"]),
  );

  test("passes when every service is healthy", () => {
    docker(healthy);
    expect(machine.run("check.sh")).toMatchObject({ status: 0, stderr: "" });
  });

  test("names the service that is not, with the last word of its probe", () => {
    docker({ ...healthy, jicofo: "running unhealthy" });
    expect(machine.run("check.sh")).toMatchObject({
      status: 1,
      stderr: "jicofo is running unhealthy\n  connection refused\n",
    });
  });

  test("gives up at once on a service that ends again and again, with its last words", () => {
    docker({ ...healthy, web: "restarting starting" }, 3);
    expect(machine.run("check.sh")).toMatchObject({
      status: 100,
      stderr: expect.stringMatching(/^web is restarting starting\n[\s\S]* {2}cannot open the door\n$/),
    });
  });

  test("names a service without a container", () => {
    const { jvb: _, ...others } = healthy;
    docker(others);
    expect(machine.run("check.sh")).toMatchObject({ status: 1, stderr: "jvb has no container\n" });
  });
});

describe("up.sh", () => {
  const up = (limits: string) => {
    machine.tool("getent", "echo '203.0.113.10 STREAM'");
    machine.tool("flock", "");
    machine.tool("docker", `echo "$PARLEY_NOFILE_65000 $PARLEY_NPROC_65000 $*" >> ${machine.root}/calls`);
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
    const calls = up("Max processes   31000   31000   processes\nMax open files   1024   524288   files\n").split("\n");
    expect(calls[0]).toMatch(/^65000 31000 compose .* --env-file .*facts\.env pull --quiet --policy missing$/);
    expect(calls[1]).toMatch(/^65000 31000 compose .* up --detach --remove-orphans$/);
    expect(existsSync(machine.path("state/facts.applied"))).toBe(true);
  });

  test("unlimited is enough", () => {
    expect(up("Max processes   unlimited   unlimited   processes\nMax open files   1024   20000   files\n")).toMatch(
      /^20000 65000 /,
    );
  });
});

test("the timer that follows the address brings containers up only when it changed", () => {
  machine.tool("getent", "echo '203.0.113.10 STREAM'");
  mkdirSync(machine.path("state/jitsi/current"), { recursive: true });
  writeFileSync(machine.path("state/jitsi/current/facts.sh"), `echo PARLEY=1 > ${machine.root}/state/facts.env\n`);
  writeFileSync(
    machine.path("state/jitsi/current/up.sh"),
    `echo up >> ${machine.root}/ups; cp ${machine.root}/state/facts.env ${machine.root}/state/facts.applied\n`,
  );
  for (let i = 0; i < 3; i++) expect(machine.run("timers/public-address.sh").status).toBe(0);
  expect(readFileSync(machine.path("ups"), "utf8")).toBe("up\n");
});
