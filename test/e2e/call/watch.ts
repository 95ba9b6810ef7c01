/** What has to arrive in a call. */
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../../lab/world/wait";
import type { Received } from "./browser";

/** How long media is counted, and the least that a call brings in that time: 5 pictures a second, half of all sound. */
const seconds = 3;
const least = { frames: 5 * seconds, audioPackets: 25 * seconds };

/** The other's pictures and sound arrive, and go on arriving. Answers with the far ends that they came from. */
export async function watch(
  participant: { readonly received: () => Promise<Received> },
  within = 60_000,
): Promise<readonly string[]> {
  const arrives = async () => {
    const now = await participant.received();
    return now.frames > 0 && now.audioPackets > 0 ? now : undefined;
  };
  const before = await eventually("the other's pictures and sound", arrives, { within });
  await sleep(seconds * 1000);
  const after = await participant.received();
  const grown = (what: keyof typeof least) => after[what] - before[what];
  expect(grown("frames")).toBeGreaterThanOrEqual(least.frames);
  expect(grown("audioPackets")).toBeGreaterThanOrEqual(least.audioPackets);
  return after.paths;
}
