/** Ids of things that have none of their own. */
import { randomBytes } from "node:crypto";

export const resourceId = (): string => randomBytes(8).toString("hex");
