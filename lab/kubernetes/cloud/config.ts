/** What the process that plays a cluster's cloud is told. */
import type { Connection } from "../api";
import type { NodeFolder } from "./volumes";

export interface CloudConfig {
  /** As the administrator. */
  readonly connection: Connection;
  /** Where real volumes are; without it, nothing is behind a volume. */
  readonly volumes?: VolumeFolder;
}

export interface VolumeFolder extends NodeFolder {
  /** Where the machine sees the node's folder. */
  readonly here: string;
}
