/** LiveKit started as its pod in a cluster starts it, in a network namespace of its own: what it then says, and listens on. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { livekitServer } from "../../lab/livekit/server";
import { clusterSettings, deployed, plainRtc, workloadOf } from "../support/cluster";
import { everyLivekitKey } from "../support/matrixrtc";
import { layOut } from "../support/podContainer";

jest.setTimeout(60_000);

type Overrides = Readonly<Record<string, unknown>>;

const secret = "0123456789abcdef0123456789abcdef0123456789abcdef";
const facts = { PARLEY_REPLICA: "livekit-0", PARLEY_NODE_ADDRESS: "10.0.0.7", PARLEY_NODE_NAME: "worker-1" };
let server: string;
let folder: string;
beforeAll(async () => {
  server = await livekitServer();
}, 15 * 60_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-livekit-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Its answer to the kubelet, what it is bound to, and what it said. */
function start(kubernetes: Overrides, livekit: Overrides = {}) {
  const settings = clusterSettings(
    { ...kubernetes, bridges: { count: 1 } },
    { ...plainRtc, matrixrtc: { ...plainRtc.matrixrtc, livekit } },
  );
  const { command, env } = layOut(deployed(settings).objects, workloadOf(settings), "livekit", folder, {
    facts,
    text: (content) =>
      content
        .replaceAll("{{secret:livekitApiSecret}}", secret)
        .replaceAll(/\{\{address:[^}]*\}\}/g, "203.0.113.80")
        .replaceAll("/livekit-server", server),
  });
  const script = `ip link set lo up
# As in a pod: LiveKit gives its UDP port no loopback address.
ip link add eth0 type veth peer name node && ip addr add 10.244.1.5/24 dev eth0 && ip link set eth0 up && ip link set node up
"$@" >log 2>&1 & pid=$!
tries=0
while kill -0 $pid 2>/dev/null && [ $tries -lt 100 ]; do
  curl --silent --max-time 2 http://127.0.0.1:7880/ && break
  tries=$((tries + 1)); sleep 0.1
done
echo
ss -Hlntu | awk '{ n = split($5, at, ":"); print $1, at[n] }' | sort -u
kill -KILL $pid 2>/dev/null
wait $pid
cat log >&2`;
  const done = spawnSync("unshare", ["--net", "sh", "-c", script, "start", ...command], {
    ...{ cwd: folder, encoding: "utf8", timeout: 40_000 },
    env: { PATH: process.env.PATH, ...env },
  });
  if (done.error) throw done.error;
  const [answer, ...ports] = done.stdout.trim().split("\n");
  return { answer, ports, said: done.stderr };
}

const nodeAddresses = { "worker-1": "203.0.113.21" };

test.each<[string, Overrides, { ip: string; ports: string[] }]>([
  ["a load balancer", {}, { ip: "203.0.113.80", ports: ["tcp 7880", "tcp 7881", "udp 7882"] }],
  [
    "a load balancer behind a NAT",
    { media: { address: "203.0.113.10", port: 7900 } },
    { ip: "203.0.113.10", ports: ["tcp 7880", "tcp 7900", "udp 7900"] },
  ],
  ["a NodePort", { media: { expose: "nodePort" } }, { ip: "10.0.0.7", ports: ["tcp 30100", "tcp 7880", "udp 30100"] }],
  [
    "a NodePort behind a NAT",
    { media: { expose: "nodePort", address: "203.0.113.10", port: 31_000 } },
    { ip: "203.0.113.10", ports: ["tcp 31000", "tcp 7880", "udp 31000"] },
  ],
  [
    "a NodePort of a node with a public address",
    { media: { expose: "nodePort", nodeAddresses } },
    { ip: "203.0.113.21", ports: ["tcp 30100", "tcp 7880", "udp 30100"] },
  ],
  [
    "a port of its node",
    { media: { expose: "hostPort" } },
    { ip: "10.0.0.7", ports: ["tcp 7880", "tcp 7881", "udp 7882"] },
  ],
  [
    "a port of a node with a public address",
    { media: { expose: "hostPort", nodeAddresses } },
    { ip: "203.0.113.21", ports: ["tcp 7880", "tcp 7881", "udp 7882"] },
  ],
  [
    "a port of its node, with a monitor",
    { media: { expose: "hostPort" }, monitoring: { prometheusOperator: true } },
    { ip: "10.0.0.7", ports: ["tcp 6789", "tcp 7880", "tcp 7881", "udp 7882"] },
  ],
])("at %s it tells clients that address, and listens on the port that they are told", (_, kubernetes, wanted) => {
  const { answer, ports, said } = start(kubernetes);
  expect({ answer, said: answer === "OK" ? "" : said }).toEqual({ answer: "OK", said: "" });
  expect(ports).toEqual(wanted.ports);
  expect(said).toContain(`"nodeIP": "${wanted.ip}"`);
  expect(said).not.toContain(secret);
});

test("it takes every key that the settings offer there, too", () => {
  const { answer, said } = start({ monitoring: { prometheusOperator: true } }, { config: everyLivekitKey });
  expect({ answer, said: answer === "OK" ? "" : said }).toEqual({ answer: "OK", said: "" });
});
