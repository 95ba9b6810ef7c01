/** The shell inside the media servers' pods, run for real beside stand-ins for what it calls. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { byId, plainRtc, read, rendered, specOf, templates } from "../support/cluster";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "parley-pod-"));
  mkdirSync(join(root, "bin"));
  mkdirSync(join(root, "media"));
});
afterEach(() => rmSync(root, { recursive: true }));

const tool = (name: string, body: string) =>
  writeFileSync(join(root, "bin", name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });

type Overrides = Readonly<Record<string, unknown>>;

const bridge = (kubernetes: Overrides, others: Overrides = {}) => {
  const found = templates(rendered(kubernetes, others)).find(({ id }) => id.startsWith("statefulset/"));
  const [container] = found ? specOf(found.template).containers : [];
  if (!container) throw new Error("no bridge");
  return container;
};

/** What the kubelet makes of a command: `$$(` is a plain `$(`. */
const asRun = (command: readonly string[]) =>
  command.map((word) => word.replaceAll("$$(", "$(").replaceAll("/etc/parley/media", join(root, "media")));

function run(command: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [program = "", ...rest] = command;
  return spawnSync(program, rest, {
    encoding: "utf8",
    timeout: 20_000,
    env: { PATH: `${join(root, "bin")}:${process.env.PATH}`, ...env },
  });
}

/** Starts a container with `env` in place of its program. `later` is what the ConfigMap has only after a while. */
function startOf({ command = [] }: ReturnType<typeof bridge>, replica: string, later = replica) {
  tool("sleep", `printf '203.0.113.80' > "${join(root, "media", later)}"`);
  const words = asRun(command).map((word) => (word === "/init" || word === "/livekit-server" ? "env" : word));
  return run(words, {
    PARLEY_REPLICA: replica,
    PARLEY_NODE_ADDRESS: "10.0.0.7",
    PARLEY_NODE_NAME: "worker-1.example.org",
  });
}

describe("a bridge starts", () => {
  const start = (kubernetes: Overrides, later?: string) => startOf(bridge(kubernetes), "jvb-1", later);

  test("with the address that its load balancer got", () => {
    writeFileSync(join(root, "media/jvb-1"), "203.0.113.81");
    expect(start({}).stdout).toContain("JVB_ADVERTISE_IPS=203.0.113.81\n");
  });

  test("with its node's address and its own port, and the NAT's", () => {
    writeFileSync(join(root, "media/jvb-1"), "#30101,203.0.113.10#30101");
    expect(start({ media: { expose: "nodePort" } }).stdout).toContain(
      "JVB_ADVERTISE_IPS=10.0.0.7#30101,203.0.113.10#30101\n",
    );
  });

  const nodeAddresses = { "worker-1.example.org": "203.0.113.21" };

  test("with its node's two addresses, where the settings name the public one", () => {
    writeFileSync(join(root, "media/node.worker-1.example.org"), "203.0.113.21");
    writeFileSync(join(root, "media/jvb-1"), "#30101");
    const advertised = (expose: string) =>
      /JVB_ADVERTISE_IPS=(.*)/.exec(start({ media: { expose, nodeAddresses } }).stdout)?.[1];
    expect(advertised("nodePort")).toBe("10.0.0.7#30101,203.0.113.21#30101");
    expect(advertised("hostPort")).toBe("10.0.0.7,203.0.113.21");
  });

  test("not on a node that nobody named, before somebody does", () => {
    const { stdout } = start({ media: { expose: "hostPort", nodeAddresses } }, "node.worker-1.example.org");
    expect(stdout).toContain("waiting for the address of the node worker-1.example.org\n");
    expect(stdout).toContain("JVB_ADVERTISE_IPS=10.0.0.7,203.0.113.80\n");
  });

  test("as soon as its address is there", () => {
    const { stdout } = start({});
    expect(stdout).toContain("waiting for the address of jvb-1");
    expect(stdout).toContain("JVB_ADVERTISE_IPS=203.0.113.80\n");
  });

  test("by itself, where it is reached at its node", () => {
    const container = bridge({ media: { expose: "hostPort" } });
    expect(container.command).toEqual(["/init"]);
    expect(container.env?.find(({ name }) => name === "JVB_ADVERTISE_IPS")?.value).toBe("$(PARLEY_NODE_ADDRESS)");
  });
});

describe("a LiveKit starts", () => {
  /** What it is told, by name. */
  const told = (kubernetes: Overrides, addresses: Readonly<Record<string, string>>, later?: string) => {
    for (const [name, text] of Object.entries(addresses)) writeFileSync(join(root, "media", name), text);
    const { stdout } = startOf(bridge(kubernetes, plainRtc), "livekit-1", later);
    return Object.fromEntries(
      ["NODE_IP", "UDP_PORT", "LIVEKIT_RTC_TCP_PORT"].map((name) => [
        name,
        new RegExp(`^${name}=(.*)$`, "m").exec(stdout)?.[1],
      ]),
    );
  };
  const own = (address: string, port: string) => ({ NODE_IP: address, UDP_PORT: port, LIVEKIT_RTC_TCP_PORT: port });
  const configured = (address: string) => ({ NODE_IP: address, UDP_PORT: undefined, LIVEKIT_RTC_TCP_PORT: undefined });

  test("with its load balancer's address, as soon as that is there", () => {
    expect(told({}, {})).toEqual(configured("203.0.113.80"));
    expect(told({}, { "livekit-1": "203.0.113.81" })).toEqual(configured("203.0.113.81"));
  });

  test("behind a NAT with the NAT's address, and listens on the port that it has there", () => {
    const behind = { media: { address: "203.0.113.10" } };
    expect(told(behind, { "livekit-1": "10.9.9.9#7883,203.0.113.10#7883" })).toEqual(own("203.0.113.10", "7883"));
    const nodePort = { media: { expose: "nodePort", address: "203.0.113.10" } };
    expect(told(nodePort, { "livekit-1": "#30101,203.0.113.10#30101" })).toEqual(own("203.0.113.10", "30101"));
  });

  test("at its node, and listens on its NodePort", () => {
    const nodePort = { media: { expose: "nodePort" } };
    expect(told(nodePort, { "livekit-1": "#30101" })).toEqual(own("10.0.0.7", "30101"));
  });

  test("at its node's public address, where the settings name it", () => {
    const nodeAddresses = { "worker-1.example.org": "203.0.113.21" };
    const named = { "livekit-1": "#30101", "node.worker-1.example.org": "203.0.113.21" };
    expect(told({ media: { expose: "nodePort", nodeAddresses } }, named)).toEqual(own("203.0.113.21", "30101"));
    expect(told({ media: { expose: "hostPort", nodeAddresses } }, named)).toEqual(configured("203.0.113.21"));
    rmSync(join(root, "media/node.worker-1.example.org"));
    expect(told({ media: { expose: "hostPort", nodeAddresses } }, {}, "node.worker-1.example.org")).toEqual(
      configured("203.0.113.80"),
    );
  });

  test("with no more than the files that the ConfigMap has", () => {
    const map = (kubernetes: Overrides) =>
      read<{ data: unknown }>(byId(rendered(kubernetes, plainRtc), "configmap/livekit-addresses")).data;
    const balanced = (i: number) => `{{address:service/livekit-${i}}}`;
    expect(map({})).toEqual({ "livekit-0": balanced(0), "livekit-1": balanced(1) });
    expect(map({ media: { address: "203.0.113.10" } })).toEqual({
      "livekit-0": `${balanced(0)}#7882,203.0.113.10#7882`,
      "livekit-1": `${balanced(1)}#7883,203.0.113.10#7883`,
    });
    expect(map({ media: { expose: "nodePort" } })).toEqual({ "livekit-0": "#30100", "livekit-1": "#30101" });
  });

  test("by itself, where it is reached at its node", () => {
    const container = bridge({ media: { expose: "hostPort" } }, plainRtc);
    expect(container.command).toEqual(["/livekit-server"]);
    expect(container.env?.find(({ name }) => name === "NODE_IP")?.value).toBe("$(PARLEY_NODE_ADDRESS)");
  });
});

describe("a bridge that has to go", () => {
  const drain = (minutes: number) =>
    run(bridge({ bridges: { drainMinutes: minutes } }).lifecycle?.preStop?.exec?.command ?? []);
  const log = () => readFileSync(join(root, "log"), "utf8").trim().split("\n");

  /** curl that answers with these numbers of conferences, one after the other. */
  const answering = (...counts: readonly (number | string)[]) => {
    writeFileSync(join(root, "counts"), `${counts.join("\n")}\n`);
    tool(
      "curl",
      `echo "$*" >> "${root}/log"
case "$*" in *drain*) exit 0;; esac
count=$(head -n 1 "${root}/counts")
sed -i 1d "${root}/counts"
[ -n "$count" ] || exit 7
echo "# HELP jitsi_jvb_conferences Current number of conferences."
echo "jitsi_jvb_conferences_created_total 9"
echo "jitsi_jvb_conferences $count"`,
    );
    tool("sleep", `echo slept >> "${root}/log"`);
  };

  test("refuses new conferences first, and waits for the last one to end", () => {
    answering("2.0", "1.0", "0.0");
    expect(drain(60).status).toBe(0);
    expect(log()[0]).toContain("-X POST http://127.0.0.1:8080/colibri/drain/enable");
    expect(log().filter((line) => line === "slept")).toHaveLength(2);
  });

  test("goes at once without conferences, and when nothing answers", () => {
    answering("0.0");
    expect(drain(60).status).toBe(0);
    expect(log()).not.toContain("slept");
    tool("curl", `echo "$*" >> "${root}/log"; exit 7`);
    expect(drain(60).status).toBe(0);
    expect(log()).not.toContain("slept");
  });

  test("waits no longer than it may", () => {
    answering(...Array.from({ length: 500 }, () => "3.0"));
    // Time runs a minute at each look.
    tool("date", `now=$(cat "${root}/now" 2>/dev/null || echo 0); echo $((now + 60)) | tee "${root}/now"`);
    expect(drain(5).status).toBe(0);
    expect(log().filter((line) => line === "slept").length).toBeLessThanOrEqual(5);
    expect(log().filter((line) => line === "slept").length).toBeGreaterThan(2);
  });
});
