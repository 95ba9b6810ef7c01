/** What a trial may touch, and the script that holds one, run for real beside a stand-in for Docker. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type ComposeService, full, servicesOf } from "../support/compose";
import { Machine, release } from "../support/scripts";
import { everythingOn } from "../support/workload";

describe("trial.yaml", () => {
  const real = servicesOf(full);
  const trial = Object.entries(servicesOf(full, "trial.yaml")).map(([name, service]) => ({ name, service }));

  test("holds every service but the one that would be noticed outside", () => {
    const missing = Object.keys(real).filter((name) => !trial.some((one) => one.name === name));
    expect(missing).toEqual(["jigasi"]);
  });

  test.each(trial)("$name is what it is to be, but for what would be noticed", ({ name, service }) => {
    const { volumes, networks, depends_on, restart, tmpfs, extra_hosts, ...same } = service;
    const { ports, labels, ...definition } = real[name] as ComposeService;
    expect(definition).toMatchObject(same);
    expect(service).not.toHaveProperty("ports");
    expect(service).not.toHaveProperty("container_name");
    expect(restart).toBe("on-failure:3");
    expect(Object.keys(networks as object)).toEqual(["workload"]);
    expect(tmpfs).toEqual(expect.arrayContaining([...(definition.tmpfs ?? [])]));
  });

  test.each(trial)(
    "$name writes to no directory of the machine, and reads the files that came with it",
    ({ name, service }) => {
      const mounts = (service.volumes ?? []) as unknown as readonly {
        type: string;
        source: string;
        read_only: boolean;
      }[];
      for (const { type, source, read_only } of mounts) {
        if (type !== "volume") expect([source.startsWith(`./config/${name}/`), read_only]).toEqual([true, true]);
      }
    },
  );

  test("recordings go to memory, in the hands of who writes them", () => {
    const jibri = trial.find(({ name }) => name === "jibri")?.service;
    expect(jibri?.tmpfs).toContain("/storage:size=64M,mode=0755,uid=1000,gid=1000,noexec");
    expect(JSON.stringify(trial)).not.toContain("jitsi-recordings");
    expect(JSON.stringify(trial)).not.toContain("/srv/recordings");
  });

  test("who is needed comes along; the names of all others lead nowhere", () => {
    const of = (name: string) => trial.find((one) => one.name === name)?.service;
    expect(of("web")).not.toHaveProperty("depends_on");
    expect(of("web")?.extra_hosts).toMatchObject({
      "etherpad.meet.jitsi": "127.0.0.1",
      "xmpp.meet.jitsi": "127.0.0.1",
      jvb: "127.0.0.1",
    });
    expect(of("jicofo")?.depends_on).toEqual({
      jvb: { condition: "service_started" },
      prosody: { condition: "service_healthy" },
    });
    expect(Object.keys(of("jicofo")?.extra_hosts as object)).not.toContain("xmpp.meet.jitsi");
  });

  test("whoever is needed can be tried itself, and nobody needs himself", () => {
    const services = new Map(everythingOn.services.map((service) => [service.name, service]));
    const visit = (name: string, seen: readonly string[]): void => {
      expect(seen).not.toContain(name);
      expect(services.get(name)?.trial).toBeDefined();
      for (const other of services.get(name)?.trial?.with ?? []) visit(other, [...seen, name]);
    };
    for (const { name, trial } of services.values()) if (trial) visit(name, []);
  });
});

describe("trial.sh", () => {
  let machine: Machine;
  beforeEach(() => {
    machine = new Machine();
    machine.place("check.sh", "clear-trial.sh");
    mkdirSync(machine.path("proc/7"), { recursive: true });
    writeFileSync(machine.path("docker.pid"), "7\n");
    writeFileSync(machine.path("proc/7/limits"), "Max processes 9 31000 p\nMax open files 9 524288 f\n");
    writeFileSync(machine.path("proc/uptime"), "100.00 1.00\n");
  });
  afterEach(() => machine.remove());

  const labels = Object.fromEntries(
    Object.entries(servicesOf(release)).map(([name, service]) => [name, service.labels["parley.config"]]),
  );
  /** Containers in force: each service with its label and its state. */
  const inForce = (changes: Readonly<Record<string, string>> = {}, state = "running"): string =>
    Object.entries({ ...labels, ...changes })
      .map(([name, label]) => `${name}=${label} ${state}\n`)
      .join("");

  /** Docker, with what is in force, and containers of the trial by the state in which they end up once started. */
  function docker(
    containers: string,
    trial: Readonly<Record<string, string>> = {},
    { up = "exit 0", probe = "" }: { up?: string; probe?: string } = {},
  ): void {
    writeFileSync(machine.path("in-force"), containers);
    const lines = (line: (name: string) => string) =>
      Object.keys(trial)
        .map((name) => `${line(name)}\\n`)
        .join("");
    machine.tool(
      "docker",
      `case "$*" in
ps*'project=meet-example-org '*) cat ${machine.root}/in-force;;
ps*oneoff*) printf '${lines((name) => `id-${name}`)}';;
ps*--quiet*|network\\ ls*|volume\\ ls*) [ ! -f ${machine.root}/tried ] || echo something;;
rm*|network\\ rm*|volume\\ rm*) touch ${machine.root}/gone; echo "$*" >> ${machine.root}/calls;;
image*) [ -f ${machine.root}/pulled ];;
ps*) printf '${lines((name) => name)}';;
*up\\ --detach*) echo "$PARLEY_NOFILE_65000 $*" >> ${machine.root}/calls; touch ${machine.root}/tried; ${up};;
compose*) echo "$*" >> ${machine.root}/calls;;
*RestartCount*) printf '${lines((name) => `${name} id-${name} 0 ${trial[name]}`)}';;
logs*) echo 'cannot open the door';;
*Log*) echo '${probe}';;
esac`,
    );
  }
  const run = () => machine.run("trial.sh", { "/proc/": "proc/", "/run/docker.pid": "docker.pid" });
  const calls = () =>
    existsSync(machine.path("calls")) ? readFileSync(machine.path("calls"), "utf8").trim().split("\n") : [];
  const cleared = ["rm --force --volumes something", "network rm something", "volume rm something"];

  test.each([
    ["nothing is there", ""],
    ["nothing runs", inForce({ web: "other" }, "exited")],
    ["nothing changed", inForce()],
  ])("%s: nothing is tried", (_, containers) => {
    docker(containers);
    expect(run()).toMatchObject({ status: 0, stderr: "" });
    expect(calls()).toEqual([]);
  });

  test("tries what changed and what is new, after its image is there, and leaves it to be taken away later", () => {
    const { jibri: _, ...others } = labels;
    docker(
      Object.entries({ ...others, web: "other" })
        .map(([name, label]) => `${name}=${label} running\n`)
        .join(""),
      { jibri: "running healthy", prosody: "running healthy", web: "running healthy" },
    );
    expect(run()).toMatchObject({ status: 0, stderr: "" });
    const [pull, up, ...more] = calls();
    expect(pull).toMatch(/^compose --file compose\.yaml .* pull --quiet --policy missing$/);
    expect(up).toMatch(/^65000 compose .*--file trial\.yaml .* up --detach web jibri$/);
    expect(more).toEqual([]);
    expect(machine.run("clear-trial.sh")).toMatchObject({ status: 0, stderr: "" });
    expect(calls().slice(-3)).toEqual(cleared);
  });

  test("pulls nothing when every image is there", () => {
    docker(inForce({ web: "other" }), { web: "running healthy" });
    writeFileSync(machine.path("pulled"), "");
    expect(run()).toMatchObject({ status: 0, stderr: "" });
    expect(calls()).toEqual([expect.stringMatching(/ up --detach web$/)]);
  });

  test("a service that ends is given up at once, in its last words, and taken away", () => {
    docker(inForce({ web: "other" }), { web: "exited unhealthy" });
    const done = run();
    expect(done).toMatchObject({ status: 1, stdout: expect.stringContaining("web is exited unhealthy\n") });
    expect(done.stdout).toContain("  cannot open the door\n");
    expect(calls().slice(-3)).toEqual(cleared);
  });

  test("a service that never is healthy is given up when its time is over", () => {
    docker(inForce({ web: "other" }), { web: "running unhealthy" });
    // Half a second later it is long past any limit.
    machine.tool("sleep", `echo '100000.00 1.00' > ${machine.path("proc/uptime")}`);
    expect(run()).toMatchObject({ status: 1, stdout: expect.stringContaining("\nweb is running unhealthy\n") });
    expect(calls().slice(-3)).toEqual(cleared);
  });

  test("a service that says that it will not get well is given up at once, though Docker would wait for it", () => {
    docker(
      inForce({ web: "other" }),
      { web: "running starting" },
      {
        up: `for _ in $(seq 100); do [ ! -f ${machine.root}/gone ] || exit 1; /bin/sleep 0.05; done; echo 'waited in vain' >&2; exit 1`,
        probe: "will not get well by itself: no such module",
      },
    );
    const done = run();
    expect(done).toMatchObject({ status: 1, stderr: "", stdout: expect.stringContaining("web is running starting\n") });
    expect(done.stdout).toContain("  will not get well by itself: no such module\n");
    expect(calls().slice(-3)).toEqual(cleared);
  });

  test("whoever is needed and ends is named with its last words, though Docker gives up before", () => {
    docker(inForce({ jvb: "other" }), { jvb: "created", prosody: "restarting unhealthy" }, { up: "exit 1" });
    const { status, stdout } = run();
    expect(status).toBe(1);
    expect(stdout).toMatch(/\nprosody is restarting unhealthy\n {2}cannot open the door\n/);
    expect(calls().slice(-3)).toEqual(cleared);
  });

  test("what Docker says when it cannot start it is told", () => {
    docker(inForce({ web: "other" }), { web: "created" }, { up: "echo 'no space left on device' >&2; exit 1" });
    expect(run()).toMatchObject({ status: 1, stderr: "no space left on device\n" });
    expect(calls().slice(-3)).toEqual(cleared);
  });

  test("interrupted, it takes away what it started", () => {
    docker(inForce({ web: "other" }), { web: "running starting" });
    machine.tool("sleep", "kill -TERM $PPID");
    expect(run().status).toBe(1);
    expect(calls().slice(-3)).toEqual(cleared);
  });

  test("what a killed one left is taken away by the timer, unless somebody deploys", async () => {
    docker("");
    machine.place("clear-trial.sh");
    mkdirSync(machine.path("state/jitsi/current"), { recursive: true });
    writeFileSync(
      machine.path("state/jitsi/current/clear-trial.sh"),
      readFileSync(machine.path("clear-trial.sh"), "utf8"),
    );
    const sweep = () => machine.run("timers/trial-leftovers.sh");
    expect(sweep()).toMatchObject({ status: 0, stderr: "" });
    expect(calls()).toEqual([]);
    writeFileSync(machine.path("tried"), "");
    const deploying = spawn("flock", [
      "--no-fork",
      machine.path("state/jitsi"),
      "sh",
      "-c",
      "echo at work; exec sleep 30",
    ]);
    try {
      await once(deploying.stdout, "data");
      expect(sweep()).toMatchObject({ status: 0, stderr: "" });
      expect(calls()).toEqual([]);
    } finally {
      deploying.kill();
    }
    await once(deploying, "close");
    expect(sweep()).toMatchObject({ status: 0, stderr: "" });
    expect(calls()).toEqual(cleared);
  });
});

describe("activating", () => {
  let machine: Machine;
  beforeEach(() => {
    machine = new Machine();
    machine.tool("systemctl", `echo "systemctl $*" | sed "s/ --.*//; s/ parley.*//" >> ${machine.root}/calls`);
  });
  afterEach(() => machine.remove());
  const script = (name: string, body: string) =>
    writeFileSync(machine.path(name), `${body}\necho ${name} >> ${machine.root}/calls\n`);
  const activate = () => machine.runText(release.commands.activate);
  const calls = () => readFileSync(machine.path("calls"), "utf8").trim().split("\n");

  test("takes the trial away, and is over when it is gone", () => {
    script("up.sh", "");
    script("clear-trial.sh", "sleep 0.3");
    expect(activate()).toMatchObject({ status: 0, stderr: "" });
    expect(calls().slice(0, 3)).toEqual(["up.sh", "clear-trial.sh", "systemctl show"]);
  });

  test("a trial that does not go is left to the timer", () => {
    script("up.sh", "");
    script("clear-trial.sh", "exit 1");
    expect(activate()).toMatchObject({ status: 0, stderr: "" });
    expect(calls()).toContain("systemctl start");
  });

  test("fails when the services do not come up, with the trial gone", () => {
    script("up.sh", "exit 3");
    script("clear-trial.sh", "sleep 0.3");
    expect(activate().status).toBe(1);
    expect(calls()).toEqual(["clear-trial.sh"]);
  });
});
