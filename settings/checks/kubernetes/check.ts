/** Checks that only matter with a cluster. */
import type { RawSettings } from "../../schema";
import { type CrossCheck, problem } from "../crossCheck";

export type Section = NonNullable<RawSettings["kubernetes"]>;

/** What is wrong, where, and what to do, for each combination that does not work. */
export const check = (
  rule: string,
  find: (section: Section, settings: RawSettings) => readonly (readonly [wrong: boolean, ...string[]])[],
): CrossCheck => ({
  rule,
  check: (settings) =>
    settings.kubernetes && settings.platform === "kubernetes"
      ? find(settings.kubernetes, settings)
          .filter(([wrong]) => wrong)
          .map(([, path = "", text = "", remedy = ""]) => problem(path, text, remedy))
      : [],
});
