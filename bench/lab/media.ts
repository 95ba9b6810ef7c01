/**
 * Media of a LiveKit behind the edge host, against that of a LiveKit in the same container that clients reach past it.
 *
 * The clients are the same, on the lab's client host: one speaks at a fixed rate, others listen. What counts is what the
 * listeners get. The edge host's own count of what it sent to the internet tells that each run took its way.
 */
import { randomBytes } from "node:crypto";
import { livekitLoad } from "../../lab/livekit/load";
import type { Rooms } from "../../lab/livekit/rooms";
import { labAuthority } from "../../lab/world/authority";
import { must } from "../../lab/world/command";
import type { World } from "../../lab/world/world";
import { median } from "../compare";
import { withLivekits } from "./livekits";
import { withPlainRouter } from "./plainRouter";

export interface MediaLoad {
  /** Mbit/s of RTP that the listeners should get, all of them together. */
  readonly offered: number;
  /** What they got: medians. */
  readonly edge: number;
  readonly direct: number;
  /** What arrived through the edge, as a part of what arrived without it. */
  readonly ratio: number;
}

export interface MediaFigures {
  readonly listeners: number;
  /** Length of a run. */
  readonly seconds: number;
  /** Runs of each load on each way; they take turns. */
  readonly runs: number;
  readonly loads: readonly MediaLoad[];
}

export interface MediaOptions {
  readonly offered?: readonly number[];
  readonly seconds?: number;
  readonly runs?: number;
}

const listeners = 10;
/** Payload of a full media packet, and RTP's header before it. */
const packet = { payload: 1150, header: 12 };

/** @param world a lab that is up, with Docker and LiveKit's image in the service's container; all is as it was afterwards */
export function mediaBench(
  world: World,
  { offered = [20, 50, 100], seconds = 5, runs = 3 }: MediaOptions = {},
): Promise<MediaFigures> {
  return withLivekits(world, (behindEdge, direct) =>
    withPlainRouter(world, async (plainSource) => {
      const loads: MediaLoad[] = [];
      for (const load of offered) {
        const seen: { edge: number; direct: number }[] = [];
        for (let run = 0; run < runs; run++) {
          seen.push({
            edge: await arrived(world, behindEdge, { load, seconds, source: world.addresses.client, through: true }),
            direct: await arrived(world, direct, { load, seconds, source: plainSource, through: false }),
          });
        }
        const edge = median(seen.map((one) => one.edge));
        const past = median(seen.map((one) => one.direct));
        loads.push({ offered: load, edge, direct: past, ratio: edge / past });
      }
      return { listeners, seconds, runs, loads };
    }),
  );
}

interface Run {
  /** Mbit/s. */
  readonly load: number;
  readonly seconds: number;
  /** The client's address on this way. */
  readonly source: string;
  /** Whether the edge host is on the way. */
  readonly through: boolean;
}

/** Mbit/s of RTP that all listeners got together. Throws when the media took another way than it should. */
async function arrived(world: World, livekit: Rooms, { load, seconds, source, through }: Run): Promise<number> {
  const room = `load-${randomBytes(4).toString("hex")}`;
  await livekit.open(room);
  const join = (identity: string) => livekit.token({ room, roomJoin: true }, identity);
  const { cert } = await labAuthority();
  const before = await sentByEdge(world);
  const { received, seconds: took } = await livekitLoad(
    {
      url: livekit.place.url.replace(/^http/, "ws"),
      speaker: await join("speaker"),
      listeners: await Promise.all(Array.from({ length: listeners }, (_, i) => join(`listener-${i}`))),
      source,
      bytes: packet.payload,
      packetsPerSecond: Math.round((load * 1e6) / listeners / 8 / (packet.payload + packet.header)),
      seconds,
    },
    world.prefix("client"),
    cert,
  );
  const bytes = received.reduce((sum, one) => sum + one, 0);
  const passed = (await sentByEdge(world)) - before;
  if (through ? passed < bytes : passed > bytes / 10)
    throw new Error(`bench: the edge sent ${passed} bytes while ${bytes} bytes arrived: media took another way`);
  const rate = (bytes * 8) / took / 1e6;
  process.stderr.write(`bench: LiveKit, ${load} Mbit/s ${through ? "through" : "past"} the edge: ${rate.toFixed(1)}\n`);
  return rate;
}

/** Bytes that the edge host has sent to the internet. */
const sentByEdge = async (world: World): Promise<number> =>
  Number(await must([...world.prefix(world.addresses.edge.vmId), "cat", "/sys/class/net/eth0/statistics/tx_bytes"]));
