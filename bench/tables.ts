/** Results for people. */
import colors from "picocolors";
import type { Result } from "./compare";
import type { LabRow } from "./lab/labBench";
import type { MediaFigures } from "./lab/media";
import type { Spread } from "./lab/turns";
import type { Delivered, UdpFigures } from "./lab/udp";

export function comparisonTable(results: readonly Result[]): string {
  const rows = results.map(({ ours, base, times, ratio }) => [
    ours,
    `${seconds(times.ours.wall)} / ${seconds(times.ours.cpu)}`,
    base,
    `${seconds(times.base.wall)} / ${seconds(times.base.cpu)}`,
    `${ratio.wall.toFixed(2)} / ${ratio.cpu.toFixed(2)}`,
  ]);
  const note = `Medians of ${results[0]?.runs ?? 0} alternating runs.`;
  return table(["what", "wall / CPU", "against", "wall / CPU", "ratio wall / CPU"], rows, note);
}

/** Wall time alone: most of the work is done on other machines. */
export function labTable(lines: readonly LabRow[]): string {
  const both = ({ least, median }: Spread) => `${seconds(least.wall)} / ${seconds(median.wall)}`;
  const rows = lines.map(({ title, runs, ours, base }) => [
    title,
    String(runs),
    both(ours),
    base?.title ?? "",
    base ? both(base.spread) : "",
    base
      ? `${times(base.spread.least.wall / ours.least.wall)} / ${times(base.spread.median.wall / ours.median.wall)}`
      : "",
  ]);
  const heads = ["in the lab", "runs", "least / median", "against Ansible", "least / median", "so many times faster"];
  return table(
    heads,
    rows,
    "Wall times; both sides took turns, and after each change the page was asked for from outside.",
  );
}

/** Media through the firewall host, against the same way with a plain router in its place. */
export function udpTable({ loads, datagramBytes, seconds: length, runs }: UdpFigures): string {
  const way = ({ sent, arrived, lossPercent }: Delivered) =>
    `${sent.toFixed(0)} / ${arrived.toFixed(0)} / ${lossPercent.toFixed(1)} %`;
  const rows = loads.map(({ offered, edge, plain, ratio }) => [
    typeof offered === "number" ? `${offered} Mbit/s` : offered,
    way(edge),
    way(plain),
    ratio.toFixed(3),
  ]);
  const heads = ["UDP offered", "edge: sent / arrived / lost", "plain router", "arrived, edge to plain"];
  const note = `Medians of ${runs} runs of ${length} s in turns, datagrams of ${datagramBytes} bytes, Mbit/s of payload. A ratio counts where what was sent is what was offered.`;
  return table(heads, rows, note);
}

/** LiveKit's media through the firewall host, against LiveKit without it. */
export function mediaTable({ loads, listeners, seconds: length, runs }: MediaFigures): string {
  const rows = loads.map(({ offered, edge, direct, ratio }) => [
    `${offered} Mbit/s`,
    edge.toFixed(1),
    direct.toFixed(1),
    ratio.toFixed(3),
  ]);
  const heads = ["LiveKit's media offered", "arrived through the edge", "arrived past it", "edge to direct"];
  const note = `Medians of ${runs} runs of ${length} s in turns, one who speaks and ${listeners} who listen, Mbit/s of RTP that all listeners got.`;
  return table(heads, rows, note);
}

const seconds = (value: number): string => `${value.toFixed(2)} s`;
const times = (value: number): string => value.toFixed(1);

function table(heads: readonly string[], rows: readonly (readonly string[])[], note: string): string {
  const widths = heads.map((_, i) => Math.max(...[heads, ...rows].map((row) => (row[i] ?? "").length)));
  const line = (row: readonly string[]) =>
    row
      .map((one, i) => one.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return `${[colors.bold(line(heads)), ...rows.map(line), "", note].join("\n")}\n`;
}
