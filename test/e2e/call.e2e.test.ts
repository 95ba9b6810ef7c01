/** A call through the edge: two browsers on the internet, LiveKit behind the firewall host. Needs root. */
import { mediaBench } from "../../bench/lab/media";
import { udpBench } from "../../bench/lab/udp";
import type { Where } from "../../lab/world/enter";
import { CallLab, host, signalling } from "./call/callLab";
import { ports } from "./call/livekit";
import { onlyAnswer, open, restrict, whileServerOnlyAnswers } from "./call/network";
import { Participant } from "./call/participant";
import { watch } from "./call/watch";
import { firewall, labSuite } from "./world/testLab";

jest.setTimeout(90_000);

const https = "tcp . 443";
const tcp = `tcp . ${ports.tcp}`;
const udp = `udp . ${ports.udp}`;
let made: CallLab;
const both: Participant[] = [];

labSuite("a call", () => {
  beforeAll(async () => {
    made = await CallLab.up("parley-test-call");
    for (let i = 0; i < 2; i++) both.push(await Participant.start(made.lab.world, { [host]: firewall }));
  }, 30 * 60_000);
  afterAll(async () => {
    await Promise.all(both.map((one) => one.end()));
    await made?.down();
  });
  afterEach(() => made && open(made.lab.world));

  test("is not opened by whoever wants to join: that is lk-jwt-service's", async () => {
    const [one] = both;
    await expect(one?.join(signalling, await made.token("guest", "nobody-opened-it"))).rejects.toThrow(
      /room does not exist/,
    );
    await one?.leave();
  });

  test("goes through the edge's published port, both ways", async () => {
    expect(await call("open")).toEqual([`udp ${firewall}:${ports.udp}`]);
  });

  test("leaves from the published port also when the server is the first to send", async () => {
    await onlyAnswer(made.lab.world, ports.udp);
    expect(await call("server-first")).toEqual([`udp ${firewall}:${ports.udp}`]);
  });

  test("needs nothing but the published ports at the client's own firewall", async () => {
    expect(await reachable(80)).toBe(true);
    await restrict(made.lab.world, [https, tcp, udp]);
    expect(await reachable(443)).toBe(true);
    expect(await reachable(80)).toBe(false);
    const guarded = whileServerOnlyAnswers(made.lab.world, 101, ports.udp, () => call("guarded"));
    expect(await guarded).toEqual([`udp ${firewall}:${ports.udp}`]);
  });

  test("goes over TCP where UDP is blocked", async () => {
    await restrict(made.lab.world, [https, tcp]);
    expect(await call("without-udp")).toEqual([`tcp ${firewall}:${ports.tcp}`]);
  });

  test("the edge passes on what it is sent: figures from real datagrams, and nothing of the measuring stays", async () => {
    const before = await traces();
    const { loads } = await udpBench(made.lab.world, { offered: [100], seconds: 1, runs: 1 });
    expect(loads).toHaveLength(1);
    for (const { edge, plain, ratio } of loads) {
      // Some of it may be lost on a busy machine, but a way that nothing passes is no way.
      for (const way of [edge, plain]) expect(way.arrived).toBeGreaterThan(10);
      expect(ratio).toBeCloseTo(edge.arrived / plain.arrived);
    }
    expect(await traces()).toEqual(before);
  });

  test("LiveKit's media comes through the edge as it does past it: the same from real clients, and nothing of it stays", async () => {
    const before = await traces();
    const { loads } = await mediaBench(made.lab.world, { offered: [5], seconds: 2, runs: 1 });
    expect(loads).toHaveLength(1);
    for (const { offered, edge, direct, ratio } of loads) {
      for (const way of [edge, direct]) expect(way).toBeGreaterThan(offered / 2);
      expect(ratio).toBeCloseTo(edge / direct);
      expect(ratio).toBeGreaterThanOrEqual(0.95);
    }
    expect(await traces()).toEqual(before);
  });
});

/** What measuring changes while it lasts. */
async function traces(): Promise<string[]> {
  const { lab } = made;
  const looks: [Where, string][] = [
    ["client", "ip -4 addr; ip route; nft list tables"],
    ["operator", "cat /proc/sys/net/ipv4/ip_forward"],
    [160, "ip route; pgrep iperf3 || echo none; docker ps --all --format {{.Names}}"],
    [101, "nft list tables; ls /var/lib/parley /etc/systemd/system"],
  ];
  return Promise.all(looks.map(([where, look]) => lab.said(where, "sh", "-c", look)));
}

/** Whether the client gets a connection to a port of the edge. */
async function reachable(port: number): Promise<boolean> {
  const connect = `exec 3<>/dev/tcp/${firewall}/${port}`;
  return (await made.lab.world.exec("client", ["timeout", "2", "bash", "-c", connect])).code === 0;
}

/** Two meet in a room, and each gets pictures and sound of the other. Answers with the far ends that their media used. */
async function call(room: string): Promise<string[]> {
  const enter = async (one: Participant, i: number) => one.join(signalling, await made.token(`guest-${i}`, room));
  try {
    await made.open(room);
    await Promise.all(both.map(enter));
    const paths = await Promise.all(both.map((one) => watch(one)));
    return [...new Set(paths.flat())];
  } finally {
    await Promise.all(both.map((one) => one.leave()));
  }
}
