/** What a provider really does for a type of resource; without it the type only answers (the simulated providers). */
import type { Plain } from "./resourceType";
import type { Values } from "./values";

export interface Live {
  readonly create: (inputs: Plain, run: Run) => Promise<Made>;
  /** Answers with the computed outputs. */
  readonly update: (before: Known, inputs: Plain, run: Run) => Promise<Plain>;
  readonly delete: (known: Known, run: Run) => Promise<void>;
  /**
   * What is there now, undefined when it is gone. `known` is empty when a resource is imported or looked up. A type
   * without it is what was recorded: its real provider looks at nothing either.
   */
  readonly read?: (known: Known, run: Run) => Promise<Found | undefined>;
}

/** One operation of the engine. */
export interface Run {
  /** The resource, as the engine names it. */
  readonly urn: string;
  /** The provider's configuration; the engine sends every setting as text. */
  readonly config: Plain;
  /** The inputs with their marks of secrecy. */
  readonly given: Values;
  /** Aborted when the engine cancels, when the operation's time is up, and when the engine is gone. */
  readonly signal: AbortSignal;
  /** Shows a line beside the resource. */
  readonly log: (line: string, severity?: "info" | "warning") => void;
}

/** What the engine has recorded. */
export interface Known {
  readonly id: string;
  readonly inputs: Plain;
  readonly outputs: Plain;
}

export interface Made {
  readonly id: string;
  /** The outputs that its type computes. */
  readonly computed: Plain;
}

export interface Found extends Made {
  /** As a program would have to say it to get what is there. */
  readonly inputs: Plain;
}
