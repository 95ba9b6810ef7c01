/** The resource type `parley-remote:cluster:Preflight`: a cluster that has what a deployment needs. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { ResourceType } from "../protocol/resourceType";
import { requirementSchema } from "./requirement";

export const preflightInputs = z.strictObject({
  /** Content of a kubeconfig file, or the path of one; the machine's default when left out. */
  kubeconfig: z.string().optional(),
  /** Context of the kubeconfig; its current one when left out. */
  context: z.string().optional(),
  requirements: z.array(requirementSchema),
});

export type PreflightArgs = z.input<typeof preflightInputs>;

export const preflightType: ResourceType = {
  inputs: preflightInputs,
  replacedBy: () => [],
  id: () => randomBytes(8).toString("hex"),
};
