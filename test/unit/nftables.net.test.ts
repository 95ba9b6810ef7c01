/**
 * The edge's rules in a real kernel: three network namespaces, real packets. Needs root, `ip` and `nft`.
 *
 * internet (203.0.113.50) -- eth0 203.0.113.10 [edge] lan0 172.16.10.1 -- server (172.16.10.160), insider (172.16.10.70)
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dnatRelease } from "../../components/firewall/nftables";

jest.setTimeout(60_000);

const net = `parley${process.pid}`;
const [edge, internet, server, insider] = ["e", "i", "s", "c"].map((letter) => `${net}${letter}`) as [
  string,
  string,
  string,
  string,
];
const directory = mkdtempSync(join(tmpdir(), "parley-nft-"));

const sh = (script: string) => execFileSync("sh", ["-euc", script], { encoding: "utf8" });
const within = (namespace: string, script: string) => sh(`ip netns exec ${namespace} sh -euc '${script}'`);

/** A host with rules of its own: policy drop, a masquerade that gives random source ports. */
const hostRules = `
table inet filter {
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    iifname "lan0" oifname "eth0" accept comment "out"
  }
}
table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat
    oifname "eth0" masquerade random
  }
}
`;

const options = {
  instance: "meet-example-org",
  interface: "eth0",
  target: "172.16.10.160",
  media: [
    { name: "media", service: "jvb", protocol: "udp", port: 10000 },
    { name: "sip", service: "jigasi", protocol: "udp", port: 20000, endPort: 20050 },
    { name: "media-tcp", service: "jvb", protocol: "tcp", port: 4443 },
  ],
  hairpin: true,
  forwardChain: "inet filter forward",
} as const;

/** Writes a release where the edge can run its scripts. */
function install(release: ReturnType<typeof dnatRelease>): void {
  for (const file of release.files) writeFileSync(join(directory, file.path), file.content as string);
}
const script = (name: string) => within(edge, `sh ${directory}/${name}`);
const foreignRules = () => within(edge, "nft list table inet filter; nft list table ip nat");

beforeAll(() => {
  if (process.getuid?.() !== 0) throw new Error("this test needs root, ip and nft");
  for (const namespace of [edge, internet, server, insider]) sh(`ip netns add ${namespace}`);
  sh(`
    ip -n ${edge} link add eth0 type veth peer name eth0 netns ${internet}
    ip -n ${edge} link add lan0 type bridge
    ip -n ${edge} link add toserver type veth peer name eth0 netns ${server}
    ip -n ${edge} link add toinsider type veth peer name eth0 netns ${insider}
    for link in toserver toinsider; do ip -n ${edge} link set $link master lan0 up; done
    ip -n ${edge} addr add 203.0.113.10/24 dev eth0
    ip -n ${edge} addr add 172.16.10.1/24 dev lan0
    ip -n ${internet} addr add 203.0.113.50/24 dev eth0
    ip -n ${server} addr add 172.16.10.160/24 dev eth0
    ip -n ${insider} addr add 172.16.10.70/24 dev eth0
    for n in ${edge} ${internet} ${server} ${insider}; do ip -n $n link set lo up; ip -n $n link set eth0 up; done
    ip -n ${edge} link set lan0 up
    ip -n ${server} route add default via 172.16.10.1
    ip -n ${insider} route add default via 172.16.10.1
  `);
  within(edge, "echo 1 > /proc/sys/net/ipv4/ip_forward");
  writeFileSync(join(directory, "host.nft"), hostRules);
  within(edge, `nft -f ${directory}/host.nft`);
});
afterAll(() => {
  for (const namespace of [edge, internet, server, insider]) spawnSync("ip", ["netns", "del", namespace]);
  rmSync(directory, { recursive: true, force: true });
});

/** Sends a datagram from a namespace and returns what came back, or what arrived there: `address:port text`. */
const datagram = (namespace: string, from: number, to: string, port: number, wait = 1500): string =>
  execFileSync("ip", ["netns", "exec", namespace, process.execPath, "-e", udpClient(from, to, port, wait)], {
    encoding: "utf8",
  }).trim();

const udpClient = (from: number, to: string, port: number, wait: number) => `
  const s = require("dgram").createSocket({ type: "udp4", reuseAddr: true });
  s.on("message", (m, r) => { console.log(r.address + ":" + r.port + " " + m); process.exit(); });
  s.bind(${from}, () => s.send("ping", ${port}, "${to}"));
  setTimeout(() => { console.log("nothing"); process.exit(); }, ${wait});`;

/** Answers each datagram with the address it came from, until the callback is done. */
async function withEcho<T>(namespace: string, port: number, work: () => T): Promise<T> {
  const echo = spawn("ip", [
    "netns",
    "exec",
    namespace,
    process.execPath,
    "-e",
    `const s = require("dgram").createSocket({ type: "udp4", reuseAddr: true });
     s.on("message", (m, r) => s.send("from " + r.address + ":" + r.port, r.port, r.address));
     s.bind(${port}, () => console.log("ready"));`,
  ]);
  await new Promise((ready) => echo.stdout.once("data", ready));
  try {
    return work();
  } finally {
    echo.kill("SIGKILL");
  }
}

test("nft accepts every variant", () => {
  for (const hairpin of [true, false]) {
    for (const forwardChain of [undefined, "inet filter forward"]) {
      install(dnatRelease({ ...options, hairpin, forwardChain }));
      script("load.sh -c");
      script("load.sh");
      script("unload.sh");
    }
  }
});

test("a trial refuses what the kernel will refuse, also in somebody else's chain, and changes nothing", () => {
  const before = within(edge, "nft list ruleset");
  install(dnatRelease(options));
  script("load.sh -c");
  install(dnatRelease({ ...options, forwardChain: "inet filter nowhere" }));
  expect(() => script("load.sh -c")).toThrow("No such file or directory");
  expect(within(edge, "nft list ruleset")).toBe(before);
});

test("loading, loading again and removing leave every other rule byte for byte", () => {
  const before = foreignRules();
  const plain = dnatRelease({ ...options, forwardChain: undefined });
  install(plain);
  script("load.sh");
  const once = within(edge, "nft list ruleset");
  script("load.sh");
  expect(within(edge, "nft list ruleset")).toBe(once);
  expect(foreignRules()).toBe(before);
  script("unload.sh");
  script("unload.sh");
  expect(within(edge, "nft list ruleset")).toBe(before);
});

test("the accept rule comes once, follows its ports, and goes without a trace", () => {
  const before = within(edge, "nft list ruleset");
  install(dnatRelease(options));
  script("load.sh");
  script("load.sh");
  expect(foreignRules().match(/parley:meet-example-org/g)).toHaveLength(1);
  install(dnatRelease({ ...options, media: [options.media[0]] }));
  script("load.sh");
  expect(foreignRules().match(/parley:meet-example-org/g)).toHaveLength(1);
  expect(foreignRules()).not.toContain("20050");
  script("unload.sh");
  expect(within(edge, "nft list ruleset")).toBe(before);
});

test("the accept rule goes from a chain that the settings no longer name", () => {
  const before = foreignRules();
  install(dnatRelease(options));
  script("load.sh");
  expect(foreignRules()).not.toBe(before);
  install(dnatRelease({ ...options, forwardChain: undefined }));
  script("load.sh");
  expect(foreignRules()).toBe(before);
  script("unload.sh");
});

describe("packets", () => {
  beforeEach(() => {
    install(dnatRelease(options));
    script("load.sh");
  });
  afterEach(() => script("unload.sh"));

  test("a client on the internet is answered from the published address and port", async () => {
    for (const port of [10000, 20000, 20050]) {
      const answer = await withEcho(server, port, () => datagram(internet, 5000 + port / 10, "203.0.113.10", port));
      expect(answer).toBe(`203.0.113.10:${port} from 203.0.113.50:${5000 + port / 10}`);
    }
  });

  test("other ports stay closed", async () => {
    const answer = await withEcho(server, 10001, () => datagram(internet, 5001, "203.0.113.10", 10001, 500));
    expect(answer).toBe("nothing");
  });

  test("what the server sends first leaves from the published port", async () => {
    const answer = await withEcho(internet, 6000, () => datagram(server, 10000, "203.0.113.50", 6000));
    expect(answer).toBe("203.0.113.50:6000 from 203.0.113.10:10000");
    // Without it, the host's own masquerade takes any port: the rule above is what makes the difference.
    script("unload.sh");
    const random = await withEcho(internet, 6001, () => datagram(server, 10000, "203.0.113.50", 6001));
    expect(random).toMatch(/^203\.0\.113\.50:6001 from 203\.0\.113\.10:/);
    expect(random).not.toMatch(/:10000$/);
  });

  test("both sides at once settle on the published port", async () => {
    const [fromServer, fromClient] = await Promise.all(
      [
        [server, udpPair(10000, "203.0.113.50", 7000)],
        [internet, udpPair(7000, "203.0.113.10", 10000)],
      ].map(
        ([namespace, code]) =>
          new Promise<string>((done) => {
            const child = spawn("ip", ["netns", "exec", namespace as string, process.execPath, "-e", code as string]);
            let out = "";
            child.stdout.on("data", (chunk) => {
              out += chunk;
            });
            child.on("exit", () => done(out.trim()));
          }),
      ),
    );
    expect(fromClient).toBe("203.0.113.10:10000");
    expect(fromServer).toBe("203.0.113.50:7000");
  });

  test("a client inside the network reaches the public address, and is answered from it", async () => {
    const answer = await withEcho(server, 10000, () => datagram(insider, 5002, "203.0.113.10", 10000));
    expect(answer).toMatch(/^203\.0\.113\.10:10000 from 172\.16\.10\.1:/);
  });

  test("without hairpin, only the internet's side is served", async () => {
    install(dnatRelease({ ...options, hairpin: false }));
    script("load.sh");
    const inside = await withEcho(server, 10000, () => datagram(insider, 5003, "203.0.113.10", 10000, 500));
    const outside = await withEcho(server, 10000, () => datagram(internet, 5003, "203.0.113.10", 10000));
    expect(inside).toBe("nothing");
    expect(outside).toBe("203.0.113.10:10000 from 203.0.113.50:5003");
  });

  test("another address needs no new rule", async () => {
    sh(`ip -n ${edge} addr add 203.0.113.77/24 dev eth0`);
    const answer = await withEcho(server, 10000, () => datagram(internet, 5004, "203.0.113.77", 10000));
    expect(answer).toBe("203.0.113.77:10000 from 203.0.113.50:5004");
  });
});

/** Sends every 2 ms for a second, as ICE does on both sides; prints every address that something came from. */
const udpPair = (from: number, to: string, port: number) => `
  const s = require("dgram").createSocket("udp4"), seen = new Set();
  s.on("message", (m, r) => seen.add(r.address + ":" + r.port));
  s.bind(${from}, () => setInterval(() => s.send("ping", ${port}, "${to}"), 2));
  setTimeout(() => { console.log([...seen].join(" ")); process.exit(); }, 1500);`;
