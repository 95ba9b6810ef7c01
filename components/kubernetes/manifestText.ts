/** A manifest as YAML for people, secrets and what only the cluster knows as references. */
import { stringify } from "yaml";
import { displayed, type Manifest } from "./objects";

/** Quoted for the YAML of old, too: Kubernetes' own tools read a bare `off` as false. */
export const manifestText = (manifest: Manifest): string =>
  stringify(displayed(manifest), { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" });
