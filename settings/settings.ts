/** Settings that passed every check. */
import type { RawSettings } from "./schema";
import type { JwtLogin, KeycloakLogin } from "./sections/login";

type Common = Omit<
  RawSettings,
  "service" | "jitsi" | "matrixrtc" | "platform" | "proxmox" | "host" | "kubernetes" | "edge"
>;
type Present<Key extends keyof RawSettings> = NonNullable<RawSettings[Key]>;

export type Edge = Present<"edge">;
export type Dns = Present<"dns">;
export type ProxmoxSection = Present<"proxmox">;
export type HostSection = Present<"host">;

export type KubernetesSection = Present<"kubernetes">;

interface OfJitsi {
  readonly service: "jitsi";
  readonly jitsi: RawSettings["jitsi"];
}

interface OfMatrixrtc {
  readonly service: "matrixrtc";
  readonly matrixrtc: Present<"matrixrtc">;
}

/** On machines that are reached over SSH, behind an edge host. */
export type HostSettings = Common & { readonly edge: Edge } & (
    | { readonly platform: "proxmox"; readonly proxmox: ProxmoxSection }
    | { readonly platform: "host"; readonly host: HostSection }
  ) &
  (OfJitsi | OfMatrixrtc);

/** In a cluster, which has its own way in; an edge host only where NAT stands in front of it. */
export type KubernetesSettings = Common & {
  readonly platform: "kubernetes";
  readonly kubernetes: KubernetesSection;
  readonly edge?: Edge;
} & (OfJitsi | OfMatrixrtc);

export type Settings = HostSettings | KubernetesSettings;

export type JitsiSettings = Extract<Settings, { service: "jitsi" }>;
export type MatrixrtcSettings = Extract<Settings, { service: "matrixrtc" }>;

/** One service's settings, where it runs in a cluster. */
export type InCluster<S extends Settings> = Extract<S, { platform: "kubernetes" }>;

/** Whether anything is put on the edge host: in front of a cluster, only a forward or a record that follows its address. */
export const edgeHasWork = ({
  edge,
  platform,
  kubernetes,
  dns,
}: Pick<RawSettings, "edge" | "platform" | "kubernetes" | "dns">): boolean =>
  edge !== undefined &&
  (platform !== "kubernetes" || kubernetes?.media.forwardTo !== undefined || dns?.address === "dynamic");

/** Names everything of this environment where several environments meet, such as an edge host: the domain with hyphens. */
export const instanceOf = (settings: Pick<RawSettings, "domain">): string => hyphenated(settings.domain);

/** Namespace of the services in a cluster. */
export const namespaceOf = (settings: KubernetesSettings): string =>
  settings.kubernetes.namespace ?? instanceOf(settings);

/** A DNS name where dots may not be. */
export const hyphenated = (name: string): string => name.replaceAll(".", "-");

/** Name of the TURN server; undefined without one. */
export const turnDomain = (settings: Settings): string | undefined =>
  settings.service === "matrixrtc" ? settings.matrixrtc.livekit.turn?.domain : undefined;

/** Names that lead to the edge: `domain` first. */
export const namesOf = (settings: Settings): string[] =>
  [settings.domain, turnDomain(settings)].filter((name) => name !== undefined);

/** Tells what belongs to one of these names from what belongs to `domain` itself; nothing for `domain`. */
export const nameSuffix = ({ domain }: Pick<Settings, "domain">, name: string): string =>
  name === domain ? "" : `-${hyphenated(name)}`;

/** Address of the service's machine as its neighbours see it. */
export const serviceAddress = (settings: HostSettings): string => {
  if (settings.platform === "proxmox") return settings.proxmox.address.split("/")[0] ?? "";
  return settings.host.address === "localhost" ? "127.0.0.1" : settings.host.address;
};

/** True when the edge and the service are one machine: media ports are published there, nothing is forwarded. */
export const edgeIsService = (settings: HostSettings): boolean =>
  settings.platform === "host" && settings.host.address === settings.edge.host;

/** The edge's fixed public IPv4 address; undefined when it is dynamic or not known. */
export const fixedPublicAddress = (settings: Settings): string | undefined =>
  settings.dns && settings.dns.address !== "dynamic" ? settings.dns.address : undefined;

export const keycloakLogin = ({ login }: Pick<RawSettings, "login">): KeycloakLogin | undefined =>
  login?.provider === "keycloak" ? login : undefined;

export const jwtLogin = ({ login }: Pick<RawSettings, "login">): JwtLogin | undefined =>
  login?.provider === "jwt" ? login : undefined;

/** True when the operator brings the secret that signs tokens; else it is made. */
export const givenAppSecret = (settings: Pick<RawSettings, "login" | "credentials">): boolean =>
  jwtLogin(settings) !== undefined && settings.credentials.jwtAppSecret !== undefined;

/** Files of the operator that a workload carries along. */
export interface Assets {
  /** Content of the SVG named in `jitsi.branding.logo`. */
  readonly logo?: string;
  /** Content of the files named in `jitsi.prosody.plugins`, by the module's name. */
  readonly plugins?: Readonly<Record<string, string>>;
}
