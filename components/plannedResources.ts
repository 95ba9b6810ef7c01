/** Names and types of all resources: the plan's list, and the names that the components use. */
import { tokens } from "../provider/tokens";
import { keycloakLogin, nameSuffix, type Settings } from "../settings/settings";
import { isDynamicDns } from "./dns/ddclient";
import { fixedRecords } from "./dns/records";
import type { ClusterObject } from "./kubernetes/objects";
import type { DnsRecordSpec, IdentifiedRelease, PlannedResource, PlannedSecret } from "./planned";

/** Class of the component that puts a release in force, by the release's name; others are plain host releases. */
const releaseComponents: Readonly<Record<string, { token: string; title: string }>> = {
  dnat: { token: "parley:firewall:DnatRule", title: "media ports from the internet" },
  route: { token: "parley:proxy:Route", title: "HTTP name to service" },
};

const dynamicRecord = { token: "parley:dns:DynamicRecord", title: "record that follows the address" } as const;

export const token = {
  conference: "parley:index:Conference",
  secrets: "parley:secrets:GeneratedSecrets",
  container: "parley:proxmox:LxcContainer",
  release: "parley:remote:HostRelease",
  compose: "parley:compose:ComposeWorkload",
  record: "parley:dns:Record",
  cluster: "parley:kubernetes:KubernetesWorkload",
  client: "parley:keycloak:OidcClient",
} as const;

/** Name of the resource for one release of a conference. */
export const releaseResourceName = (service: string, release: string): string =>
  release === service ? `${service}-compose` : `${service}-${release}`;

export function plannedResources(
  settings: Settings,
  secrets: readonly PlannedSecret[],
  releases: readonly IdentifiedRelease[],
  objects: readonly ClusterObject[],
): PlannedResource[] {
  const { service } = settings;
  return [
    { type: token.conference, name: service, title: `the whole environment, ${settings.domain}` },
    { type: token.secrets, name: `${service}-secrets`, title: "generated secrets" },
    ...secrets.map((secret) => ({
      type: "random:index/randomPassword:RandomPassword",
      name: `${service}-secrets-${secret.name}`,
      title: `${secret.title} (rotation ${secret.rotation})`,
    })),
    ...container(settings),
    ...cluster(settings, objects),
    ...releases.flatMap((release) => ofRelease(settings, release)),
    ...records(settings),
    ...client(settings),
  ];
}

function container(settings: Settings): PlannedResource[] {
  if (settings.platform !== "proxmox") return [];
  const { proxmox, service } = settings;
  const name = `${service}-container`;
  return [
    { type: token.container, name, title: `container ${proxmox.vmId} on ${proxmox.node}` },
    { type: "pulumi:providers:proxmoxve", name: `${name}-pve`, title: proxmox.endpoint },
    { type: "proxmoxve:download/file:File", name: `${name}-template`, title: "operating system template" },
    {
      type: "proxmoxve:index/containerLegacy:ContainerLegacy",
      name,
      title: `${proxmox.cores} cores, ${proxmox.memory} MiB, ${proxmox.address}`,
    },
    { type: tokens.ready, name: `${name}-ready`, title: "SSH answers" },
  ];
}

function cluster(settings: Settings, objects: readonly ClusterObject[]): PlannedResource[] {
  if (settings.platform !== "kubernetes") return [];
  const name = clusterResourceName(settings.service);
  return [
    { type: token.cluster, name, title: "everything in the cluster" },
    {
      type: "pulumi:providers:kubernetes",
      name: `${name}-cluster`,
      title: settings.kubernetes.context ?? "the current context",
    },
    { type: tokens.preflight, name: `${name}-preflight`, title: "the cluster has what the settings need" },
    ...objects.map((one) => ({ type: objectToken(one), name: objectResourceName(name, one), title: one.title })),
  ];
}

export const clusterResourceName = (service: string): string => `${service}-kubernetes`;

/** `apps/v1` Deployment → `kubernetes:apps/v1:Deployment`; the core group has no name. */
export const objectToken = ({ manifest }: ClusterObject): string =>
  `kubernetes:${manifest.apiVersion.includes("/") ? "" : "core/"}${manifest.apiVersion}:${manifest.kind}`;

export const objectResourceName = (parent: string, { id }: ClusterObject): string =>
  `${parent}-${id.replace("/", "-")}`;

function ofRelease(settings: Settings, release: IdentifiedRelease): PlannedResource[] {
  const name = releaseResourceName(settings.service, release.name);
  const wrapper =
    release.name === settings.service
      ? { token: token.compose, title: "the services" }
      : isDynamicDns(release)
        ? dynamicRecord
        : releaseComponents[release.name];
  return [
    ...(wrapper ? [{ type: wrapper.token, name, title: wrapper.title }] : []),
    { type: token.release, name, title: release.title },
    { type: tokens.release, name, title: `release ${release.id}` },
  ];
}

/** True when the machine that the release goes to is the one that runs Pulumi. */
export const isLocal = (settings: Settings, release: Pick<IdentifiedRelease, "host">): boolean =>
  release.host === "edge"
    ? settings.edge?.host === "localhost"
    : settings.platform === "host" && settings.host.address === "localhost";

/** Name of the resource for a record that is set from the operator's machine. */
export const recordResourceName = (settings: Settings, { name }: DnsRecordSpec): string =>
  `${settings.service}-record${nameSuffix(settings, name)}`;

const records = (settings: Settings): PlannedResource[] =>
  fixedRecords(settings).flatMap((record) => {
    const name = recordResourceName(settings, record);
    return [
      { type: token.record, name, title: `${record.name} at ${record.value}` },
      { type: tokens.record, name, title: `${record.provider}: set the record` },
    ];
  });

function client(settings: Settings): PlannedResource[] {
  const login = keycloakLogin(settings);
  if (!login) return [];
  const name = `${settings.service}-login`;
  return [
    { type: token.client, name, title: `client ${login.clientId} in ${login.issuer}` },
    { type: "pulumi:providers:keycloak", name: `${name}-keycloak`, title: new URL(login.issuer).origin },
    { type: "keycloak:openid/client:Client", name, title: "public client, PKCE, exact redirect URIs" },
  ];
}
