/** The homeserver that calls are for: one that exists, or one of Parley's own, whose settings follow from the others. */
import type { HostSettings, MatrixrtcSettings } from "./settings";

type Section = MatrixrtcSettings["matrixrtc"];
export type Homeserver = NonNullable<Section["homeserver"]>;
export type OwnHomeserver = NonNullable<Section["synapse"]>;

/** On machines alone: the settings' checks refuse it in a cluster. */
export type WithOwnHomeserver = Extract<HostSettings, { service: "matrixrtc" }> & {
  readonly matrixrtc: { readonly synapse: OwnHomeserver };
};

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

/** The data's directory as the service's machine sees it. */
export const homeserverDirectory = ({ platform, matrixrtc: { synapse } }: WithOwnHomeserver): string =>
  platform === "proxmox" ? homeserverMount : synapse.directory;
