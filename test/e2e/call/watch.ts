/** What has to arrive in a call. */
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../../lab/world/wait";
import type { Received } from "./browser";

/** A slow call, and no slide show. A busy machine is given other seconds to show it in. */
const seconds = 3;
const least = { frames: 5 * seconds, audioPackets: 25 * seconds };

/** The other's pictures and sound arrive, and go on arriving. Answers with the far ends that they came from. */
export function watch(
  participant: { readonly received: () => Promise<Received> },
  within = 60_000,
): Promise<readonly string[]> {
  const goesOn = async () => {
    const before = await participant.received();
    await sleep(seconds * 1000);
    const after = await participant.received();
    expect(Math.min(before.frames, before.audioPackets)).toBeGreaterThan(0);
    expect(after.frames - before.frames).toBeGreaterThanOrEqual(least.frames);
    expect(after.audioPackets - before.audioPackets).toBeGreaterThanOrEqual(least.audioPackets);
    return after.paths;
  };
  return eventually("the other's pictures and sound", goesOn, { within });
}
