/** Manifests as files. */
import type { PlanDocument } from "./document";

/** A manifest each, below a folder for its kind. */
export const objectFiles = ({ cluster }: PlanDocument): { path: string; content: string }[] =>
  (cluster?.objects ?? []).map(({ id, content }) => ({ path: `kubernetes/${id}.yaml`, content }));
