/** Parley's resource types: what they may be told, and when a change makes them anew. The simulated provider has the same. */
import { z } from "zod";
import { version } from "../package.json";
import { preflightType } from "./cluster/type";
import { recordType } from "./dns/type";
import type { Provider, ResourceType } from "./protocol/resourceType";
import { releaseType } from "./release/type";
import { readyType } from "./ssh/ready";
import { tokens } from "./tokens";

const types: Readonly<Record<string, ResourceType>> = {
  [tokens.release]: releaseType,
  [tokens.ready]: readyType,
  [tokens.preflight]: preflightType,
  [tokens.record]: recordType,
};

export const parley: Provider = {
  name: "parley-remote",
  version,
  config: z.strictObject({}),
  type: (token) => types[token],
};
