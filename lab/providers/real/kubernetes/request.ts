/** What the engine asks for, and what is the same for all that it asks for. */
import { randomBytes } from "node:crypto";
import type { Run } from "../../../../provider/protocol/live";
import type { Values } from "../../../../provider/protocol/values";
import type { KubernetesObject } from "../../../kubernetes/api";
import { creator } from "./managers";
import { annotation } from "./names";

/** One request of the engine. */
export interface Request {
  readonly urn: string;
  readonly token: string;
  readonly preview: boolean;
  /** Seconds; 0 when the program sets no limit. */
  readonly timeout: number;
  readonly run: Run;
  /** Fields that the program leaves to others, as in `spec.replicas`. */
  readonly ignored: readonly string[];
}

const tenMinutes = 600;

/** Seconds to wait for an object. */
export const patience = (object: Values, { timeout }: Request): number =>
  timeout || Number(annotation(object, "pulumi.com/timeoutSeconds")) || tenMinutes;

/** As whom changes of an object are applied from now on. */
export const newManager = (object: Values | KubernetesObject): string =>
  annotation(object as Values, "pulumi.com/patchFieldManager") ?? `${creator}-${randomBytes(4).toString("hex")}`;

export const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
