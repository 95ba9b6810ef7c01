/** The resource type `parley-remote:host:Ready`: a machine whose SSH answers. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Live, Run } from "../protocol/live";
import type { Plain, ResourceType } from "../protocol/resourceType";
import { onMachine } from "./errand";
import { connectionSchema, placeOf } from "./target";

export const readyInputs = z.strictObject({
  connection: connectionSchema,
  /** Changes when the machine is a new one, which has to be waited for again. */
  machine: z.string(),
  /** Seconds to wait: a first boot on a slow disk takes minutes. */
  patience: z.int().positive(),
});

export type ReadyArgs = z.input<typeof readyInputs>;

const identity = () => randomBytes(8).toString("hex");

export const readyType: ResourceType = {
  inputs: readyInputs,
  replacedBy: () => [],
  id: identity,
};

export const ready: Live = {
  create: async (inputs, run) => {
    await wait(inputs, run);
    return { id: identity(), computed: {} };
  },
  update: async (_, inputs, run) => {
    await wait(inputs, run);
    return {};
  },
  delete: async () => {},
};

async function wait(given: Plain, run: Run): Promise<void> {
  const { connection, patience } = readyInputs.parse(given);
  const { code, said } = await onMachine(connection, { command: "true", stdin: "", patience }, run);
  if (code === 0) return;
  throw new Error(
    `${placeOf(connection)} lets us in, but runs nothing as root:\n${said.join("\n") || `exit code ${code}`}`,
  );
}
