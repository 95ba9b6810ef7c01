/** What a provider knows about one type of resource, apart from what it really does (live.ts). */
import type { ZodType } from "zod";
import type { Live } from "./live";
import type { Values } from "./values";

/** Inputs and outputs without their secret wrappers; a value that is not known yet stands for itself (see values.ts). */
export type Plain = Readonly<Record<string, unknown>>;

export interface ResourceType {
  /** What it may be given: unknown names and missing or wrong values are refused by Check. */
  readonly inputs: ZodType;
  /** Fills in what is not given before a difference is shown (names, for example). */
  readonly fill?: (inputs: Values, context: FillContext) => Values;
  /** Inputs (paths as in `disk.datastoreId`) whose change replaces the resource; "*" stands for all. */
  readonly replacedBy: (news: Plain, config: Plain) => readonly string[];
  /** Whether the old one has to go first, because both would claim the same name. */
  readonly deleteBeforeReplace?: (olds: Plain, news: Plain) => boolean;
  /** Outputs for inputs that are not given. */
  readonly defaults?: Plain;
  /**
   * Outputs that are known only after the operation, by path, in the order in which they are made (`outputs` holds the
   * ones before). An input of the same name wins. `undefined` leaves it out.
   */
  readonly computed?: Readonly<Record<string, (inputs: Plain, outputs: Plain) => unknown>>;
  /** Computed outputs that every update makes anew; the others keep their value. */
  readonly renewed?: readonly string[];
  /** Outputs that are always secret. */
  readonly secret?: readonly string[];
  /** Outputs that are secret as soon as any input is. */
  readonly tainted?: readonly string[];
  readonly id: (inputs: Plain, outputs: Plain) => string;
  /** Why the operation fails although Check passed, as the real thing would fail. */
  readonly fails?: (inputs: Plain, operation: "create" | "update" | "delete") => string | undefined;
  /** Inputs of a resource that is there already, to be adopted or looked up by id. */
  readonly existing?: (id: string) => Values;
}

export interface FillContext {
  /** The resource's name in the program. */
  readonly name: string;
  readonly olds: Plain | undefined;
}

/** A provider: its name on the wire, what it is configured with, and its types. */
export interface Provider {
  readonly name: string;
  /** Version of the SDK that it answers for. */
  readonly version: string;
  readonly config: ZodType;
  /** The type behind a token, undefined for one that does not exist. */
  readonly type: (token: string) => ResourceType | undefined;
  /** Answers of functions, by token. */
  readonly functions?: Readonly<Record<string, (args: Plain) => Values>>;
  /** What it really does for the type behind a token. */
  readonly live?: (token: string) => Live | undefined;
}
