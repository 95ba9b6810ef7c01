/** One thing that a deployment has to do, how to ask it, and what to expect. Data: the plan says all of it. */
import type { Question } from "./question";

export interface Step {
  /** Short and unique: `certificate`. */
  readonly name: string;
  /** What has to hold, in a few words. */
  readonly title: string;
  /** Absent: nobody outside can tell. */
  readonly question?: Question;
  readonly expect: Expectation;
  readonly advice: Advice;
}

/** What would mend it, by where the fault is: sentences without a full stop. */
export interface Advice {
  /** Ports 80 and 443 do not get through. */
  readonly entry: string;
  /** The reverse proxy answers, and not for us. */
  readonly route: string;
  /** The service behind the reverse proxy does not answer. */
  readonly service: string;
  /** What this step alone needs. */
  readonly own: string;
}

export type Expectation =
  /** `value`: the address that the settings say; any will do without one. */
  | { readonly of: "address"; readonly name: string; readonly value?: string }
  | { readonly of: "certificate"; readonly name: string }
  | { readonly of: "redirect"; readonly to: string }
  | { readonly of: "page" }
  /** Jitsi's settings for its page, with these addresses in them. */
  | { readonly of: "configJs"; readonly addresses: readonly string[] }
  | { readonly of: "bosh" }
  | { readonly of: "upgrade"; readonly protocol: string }
  | { readonly of: "text"; readonly text: string }
  /** A refusal in Matrix' own form: whoever gives it understood the question. */
  | { readonly of: "matrixError"; readonly status: number; readonly code: string; readonly cors?: boolean }
  | { readonly of: "callConfig"; readonly baseUrl: string }
  | { readonly of: "wellKnown"; readonly baseUrl: string; readonly service: string }
  | { readonly of: "versions"; readonly feature?: string }
  /** A refusal of TURN that names this realm. */
  | { readonly of: "turn"; readonly realm: string }
  | { readonly of: "tcpPort" }
  | { readonly of: "udpPort" }
  | { readonly of: "nothing"; readonly because: string };

export type Verdict = "ok" | "wrong" | "unknown";

/** What came of a step. */
export interface Finding {
  readonly name: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** What was seen. */
  readonly seen: string;
  /** What to do, when it is wrong. */
  readonly remedy?: string;
}

/** What a judge says; the step adds its name. */
export type Judgement = Pick<Finding, "verdict" | "seen" | "remedy">;

export const ok = (seen: string): Judgement => ({ verdict: "ok", seen });
export const wrong = (seen: string, remedy: string): Judgement => ({ verdict: "wrong", seen, remedy });
export const unknown = (seen: string): Judgement => ({ verdict: "unknown", seen });
