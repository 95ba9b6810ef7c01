/** The resource type `parley-remote:host:Release`, apart from what it really does. */
import { randomBytes } from "node:crypto";
import type { ResourceType } from "../protocol/resourceType";
import { asReleased, releaseInputs } from "./inputs";

export const releaseType: ResourceType = {
  inputs: releaseInputs,
  fill: (inputs) => ({ ...inputs, running: asReleased }),
  // Another machine, or another place on it: put there first, then taken away here.
  replacedBy: () => ["connection.host", "connection.local", "instance", "name"],
  id: ({ instance, name }) => ownerMark(String(instance), String(name)),
};

/** Tells deployments of the same release apart; it names the resource, and stands on the machine. */
export const ownerMark = (instance: string, name: string): string =>
  `${instance}/${name}/${randomBytes(4).toString("hex")}`;
