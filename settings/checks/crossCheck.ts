/** A check across settings. */
import type { Problem } from "../problems";
import type { RawSettings } from "../schema";

export interface CrossCheck {
  /** The rule as the reference page states it. */
  readonly rule: string;
  check(settings: RawSettings): Problem[];
}

export const problem = (path: string, text: string, remedy: string): Problem => ({
  path: `parley:${path}`,
  problem: text,
  remedy,
});
