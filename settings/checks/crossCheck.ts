/** A check across settings. */
import type { Problem } from "../problems";
import type { RawSettings } from "../schema";

export interface CrossCheck {
  /** The rule as the reference page states it. */
  readonly rule: string;
  /** @param given sections that the configuration itself names: one with defaults is in the settings in any case */
  check(settings: RawSettings, given: ReadonlySet<string>): Problem[];
}

export const problem = (path: string, text: string, remedy: string): Problem => ({
  path: `parley:${path}`,
  problem: text,
  remedy,
});
