/** What has to arrive in a call. */
import { eventually } from "../../../lab/world/wait";
import type { Received } from "./browser";

/** How much more has to arrive to be a call: three seconds' worth of a slow one. However busy the machine is, it comes. */
const least = { frames: 15, audioPackets: 75 };

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
  const goesOn = async () => {
    const now = await participant.received();
    const grown = (what: keyof typeof least) => now[what] - before[what] >= least[what];
    return grown("frames") && grown("audioPackets") ? now : undefined;
  };
  return (await eventually("a call that goes on", goesOn, { within })).paths;
}
