/**
 * UDP through the edge's published port, against the same way with a plain router in the edge's place.
 *
 * Both start at the lab's client and end in the service's container, over the same two bridges. One goes through the
 * firewall host, its rules and ours; the other through the operator's namespace, which routes and knows no rules.
 */
import { z } from "zod";
import { dnatRelease } from "../../components/firewall/nftables";
import { must } from "../../lab/world/command";
import { deploy, undeploy } from "../../lab/world/deploy";
import { eventually } from "../../lab/world/wait";
import type { World } from "../../lab/world/world";
import { median } from "../compare";
import { withPlainRouter } from "./plainRouter";

/** One way's medians. Rates are Mbit/s of payload. */
export interface Delivered {
  /** What the client sent: less than was offered when the machine is too busy. */
  readonly sent: number;
  readonly arrived: number;
  readonly lossPercent: number;
}

export interface UdpLoad {
  /** Mbit/s that the client sends, or as fast as it can. */
  readonly offered: Offered;
  readonly edge: Delivered;
  readonly plain: Delivered;
  /** What arrived through the edge, as a part of what arrived without it. */
  readonly ratio: number;
}

export interface UdpFigures {
  readonly datagramBytes: number;
  /** Length of a run. */
  readonly seconds: number;
  /** Runs of each load on each way; they take turns. */
  readonly runs: number;
  readonly loads: readonly UdpLoad[];
}

type Offered = number | "unlimited";

export interface UdpOptions {
  readonly offered?: readonly Offered[];
  readonly seconds?: number;
  readonly runs?: number;
}

const port = 5201;
/** Payload of a full media packet. */
const datagramBytes = 1200;
/** What waits while a busy machine lets iperf3 wait. */
const buffer = "4M";

/** @param world a lab that is up, with the service's container running: it gets Debian's iperf3; all else is as it was afterwards */
export async function udpBench(
  world: World,
  { offered = [200, 500, "unlimited"], seconds = 4, runs = 3 }: UdpOptions = {},
): Promise<UdpFigures> {
  const { edge, service } = world.addresses;
  const media = (["udp", "tcp"] as const).map((protocol) => ({ name: protocol, service: "iperf3", protocol, port }));
  const rules = { instance: "bench", interface: "eth0", target: service.dmz, media, hairpin: false };
  const release = dnatRelease(rules);
  const throughEdge = (load: Offered, time = seconds) => iperf(world, edge.internet, [], load, time);
  await must([...world.prefix(service.vmId), "sh", "-c", startServer]);
  try {
    await deploy(world, release);
    return await withPlainRouter(world, async (source) => {
      const plain = (load: Offered, time = seconds) => iperf(world, service.dmz, ["--bind", source], load, time);
      // Whatever happens once, such as looking for neighbours, happens before the first run.
      for (const way of [throughEdge, plain]) await eventually("iperf3", () => way(10, 1), { within: 20_000 });
      const loads: UdpLoad[] = [];
      for (const load of offered) loads.push(await compare(load, throughEdge, plain, runs));
      return { datagramBytes, seconds, runs, loads };
    });
  } finally {
    await undeploy(world, release);
    await must([...world.prefix(service.vmId), "systemctl", "stop", unit]);
  }
}

type Way = (load: Offered) => Promise<Delivered>;

async function compare(offered: Offered, throughEdge: Way, plain: Way, runs: number): Promise<UdpLoad> {
  const seen: { edge: Delivered; plain: Delivered }[] = [];
  for (let run = 0; run < runs; run++) seen.push({ edge: await throughEdge(offered), plain: await plain(offered) });
  const edge = medians(seen.map((one) => one.edge));
  const other = medians(seen.map((one) => one.plain));
  return { offered, edge, plain: other, ratio: edge.arrived / other.arrived };
}

const medians = (all: readonly Delivered[]): Delivered => ({
  sent: median(all.map((one) => one.sent)),
  arrived: median(all.map((one) => one.arrived)),
  lossPercent: median(all.map((one) => one.lossPercent)),
});

/** As iperf3 tells it: the client's count, and the server's. */
const report = z.object({
  end: z.object({
    sum_sent: z.object({ bits_per_second: z.number() }),
    sum_received: z.object({ bits_per_second: z.number(), lost_percent: z.number() }),
  }),
});

async function iperf(
  world: World,
  target: string,
  more: readonly string[],
  load: Offered,
  seconds: number,
): Promise<Delivered> {
  const rate = load === "unlimited" ? "0" : `${load}M`;
  const how = `--udp --bitrate ${rate} --length ${datagramBytes} --window ${buffer} --time ${seconds} --json`.split(
    " ",
  );
  const argv = ["iperf3", "--client", target, "--port", String(port), "--connect-timeout", "3000", ...how, ...more];
  const said = await must([...world.prefix("client"), ...ahead, ...argv], { timeout: (seconds + 20) * 1000 });
  const { sum_sent: sent, sum_received: arrived } = report.parse(JSON.parse(said)).end;
  return {
    sent: sent.bits_per_second / 1e6,
    arrived: arrived.bits_per_second / 1e6,
    lossPercent: arrived.lost_percent,
  };
}

/** Ahead of whatever else the machine has to do: a packet crosses bridges and routers on its sender's time. */
const ahead = ["chrt", "--rr", "10"];

const unit = "parley-bench-iperf3.service";

/** From the lab's own package mirror. */
const startServer = `set -e
if ! command -v iperf3 >/dev/null; then
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends iperf3 >/dev/null
fi
systemctl stop ${unit} 2>/dev/null || true
systemd-run --quiet --collect --unit=${unit} iperf3 --server --port ${port}`;
