/** The homeserver that calls are for: one that exists, or one of Parley's own, whose settings follow from the others. */
import type { MatrixrtcSettings, Settings } from "./settings";

type Section = MatrixrtcSettings["matrixrtc"];
export type Homeserver = NonNullable<Section["homeserver"]>;
export type OwnHomeserver = NonNullable<Section["synapse"]>;

export type WithOwnHomeserver = MatrixrtcSettings & { readonly matrixrtc: { readonly synapse: OwnHomeserver } };

export const hasOwnHomeserver = (settings: MatrixrtcSettings): settings is WithOwnHomeserver =>
  settings.matrixrtc.synapse !== undefined;

/** Parley's own is at `domain`, where its paths lie beside Element Call's. */
export function homeserverOf(settings: MatrixrtcSettings): Homeserver {
  const { domain, matrixrtc } = settings;
  if (!hasOwnHomeserver(settings)) {
    if (matrixrtc.homeserver) return matrixrtc.homeserver;
    throw new Error("there is no homeserver, which the settings' checks refuse");
  }
  const { serverName, fullAccess } = settings.matrixrtc.synapse;
  return {
    name: serverName ?? domain,
    baseUrl: `https://${domain}`,
    federation: `${domain}:443`,
    ...(fullAccess ? { fullAccess } : {}),
  };
}

/** Where the container on Proxmox has the node's directory. */
export const homeserverMount = "/mnt/homeserver";

/** The directory that the operator has made for the data; undefined without a homeserver, and in a cluster. */
export const homeserverDirectory = (settings: Settings): string | undefined =>
  settings.service === "matrixrtc" && settings.platform !== "kubernetes"
    ? settings.matrixrtc.synapse?.directory
    : undefined;
