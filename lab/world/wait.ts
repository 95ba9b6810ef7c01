/** Waiting for something, and not for ever. */
import { setTimeout as sleep } from "node:timers/promises";

/** Asks again and again until the answer is not undefined. An attempt that fails counts as "not yet". */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  { within = 60_000, every = 250 } = {},
): Promise<T> {
  const end = Date.now() + within;
  let reason = "";
  while (Date.now() < end) {
    const found = await look().catch((error: unknown) => {
      reason = `: ${error instanceof Error ? error.message : String(error)}`;
      return undefined;
    });
    if (found !== undefined) return found;
    await sleep(every);
  }
  throw new Error(`${what}: not within ${within / 1000} s${reason}`);
}
