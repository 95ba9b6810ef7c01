/** Settings that passed every check. */
import type { RawSettings } from "./schema";

type Common = Omit<RawSettings, "platform" | "proxmox" | "host" | "edge">;
type Present<Key extends keyof RawSettings> = NonNullable<RawSettings[Key]>;

export type Edge = Present<"edge">;
export type Dns = Present<"dns">;
export type ProxmoxSection = Present<"proxmox">;
export type HostSection = Present<"host">;

export type Settings = Common & { readonly edge: Edge } & (
    | { readonly platform: "proxmox"; readonly proxmox: ProxmoxSection }
    | { readonly platform: "host"; readonly host: HostSection }
  );

/** Names everything of this environment where several environments meet, such as an edge host: the domain with hyphens. */
export const instanceOf = (settings: Pick<RawSettings, "domain">): string => settings.domain.replaceAll(".", "-");

/** Address of the service's machine as its neighbours see it. */
export const serviceAddress = (settings: Settings): string => {
  if (settings.platform === "proxmox") return settings.proxmox.address.split("/")[0] ?? "";
  return settings.host.address === "localhost" ? "127.0.0.1" : settings.host.address;
};

/** True when the edge and the service are one machine: media ports are published there, nothing is forwarded. */
export const edgeIsService = (settings: Settings): boolean =>
  settings.platform === "host" && settings.host.address === settings.edge.host;

/** The edge's fixed public IPv4 address; undefined when it is dynamic or not known. */
export const fixedPublicAddress = (settings: Settings): string | undefined =>
  settings.dns && settings.dns.address !== "dynamic" ? settings.dns.address : undefined;

/** Files of the operator that a workload carries along. */
export interface Assets {
  /** Content of the SVG named in `jitsi.branding.logo`. */
  readonly logo?: string;
}
