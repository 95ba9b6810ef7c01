/**
 * Everything that an environment deploys, as data: what `plan` prints and what the components turn into resources.
 *
 * Pure: the same settings give the same deployment, here and on any other machine.
 */
import {
  type Assets,
  edgeIsService,
  fixedPublicAddress,
  type HostSettings,
  instanceOf,
  nameSuffix,
  namesOf,
  type Settings,
  serviceAddress,
} from "../settings/settings";
import { workloadOf } from "../workloads";
import { type Capacity, capacityOf } from "../workloads/capacity";
import { capacityNotices } from "../workloads/capacity/notices";
import type { Workload } from "../workloads/model";
import { dockerRelease } from "./compose/dockerRelease";
import { composeRelease } from "./compose/render";
import { dynamicDnsRelease } from "./dns/ddclient";
import { dnsRecords } from "./dns/records";
import { dnatRelease } from "./firewall/nftables";
import { type ClusterDeployment, inCluster, noCluster } from "./kubernetes/deployment";
import { knownOutputs } from "./outputs";
import type { DnsRecordSpec, IdentifiedRelease, PlannedResource, PlannedSecret } from "./planned";
import { plannedResources } from "./plannedResources";
import { caddyRelease } from "./proxy/caddy";
import { publishedRoutes } from "./proxy/published";
import { traefikRelease } from "./proxy/traefik";
import { releaseId } from "./remote/identity";
import type { Release } from "./remote/release";
import { plannedSecrets, rotationsOf, unknownRotations } from "./secrets/plannedSecrets";

export interface Deployment {
  /** Names everything of this environment; see `instanceOf`. */
  readonly instance: string;
  readonly settings: Settings;
  readonly workload: Workload;
  /** In the order in which they have to be put in force. */
  readonly releases: readonly IdentifiedRelease[];
  /** What is put into a cluster, in order; nothing on other platforms. */
  readonly cluster: ClusterDeployment;
  /** Generated secrets with the number that the settings give each. */
  readonly secrets: readonly PlannedSecret[];
  readonly dnsRecords: readonly DnsRecordSpec[];
  /** Pulumi resources, named as the engine names them. */
  readonly resources: readonly PlannedResource[];
  /** Outputs that are known without deploying. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** How many people it should carry. */
  readonly capacity: Capacity;
  /** What the operator should know, in full sentences. */
  readonly notices: readonly string[];
}

export function deployment(settings: Settings, assets: Assets): Deployment {
  const workload = workloadOf(settings, assets);
  const secrets = plannedSecrets(workload.secrets, settings.secrets.rotation);
  const rotations = rotationsOf(secrets);
  const cluster = settings.platform === "kubernetes" ? inCluster(settings, workload, rotations) : noCluster;
  const declared = settings.platform === "kubernetes" ? cluster.releases : releasesOf(settings, workload, rotations);
  const releases = declared.map((release) => ({
    ...release,
    id: releaseId(release, rotations),
  }));
  const records = dnsRecords(settings);
  const media = settings.platform === "kubernetes" ? cluster.media : workload.media;
  const known = knownOutputs(settings, workload, media, records);
  const ids = Object.fromEntries(releases.map((release) => [release.name, release.id]));
  return {
    instance: instanceOf(settings),
    settings,
    workload,
    releases,
    cluster,
    secrets,
    dnsRecords: records,
    resources: plannedResources(settings, secrets, releases, cluster.objects),
    outputs: { ...known, ...(ids[workload.name] ? { releaseId: ids[workload.name] } : {}), releases: ids },
    capacity: capacityOf(settings, workload),
    notices: [
      ...workload.notices,
      ...cluster.notices,
      ...capacityNotices(settings, workload),
      ...unknownRotations(workload.secrets, settings.secrets.rotation).map(
        (name) => `secrets.rotation.${name} has no effect: this service has no secret of that name.`,
      ),
    ],
  };
}

function releasesOf(
  settings: HostSettings,
  workload: Workload,
  rotations: Readonly<Record<string, number>>,
): Release[] {
  const { edge, dns, domain, timeZone } = settings;
  const instance = instanceOf(settings);
  const target = serviceAddress(settings);
  const oneMachine = edgeIsService(settings);
  const route = {
    instance,
    domain,
    routes: publishedRoutes(workload, workload.routes),
    tlsRoutes: publishedRoutes(workload, workload.tlsRoutes),
    targetAddress: oneMachine ? "127.0.0.1" : target,
  };
  const install = settings.platform === "proxmox" || settings.host.installDocker;
  return [
    dockerRelease({ instance, install }),
    ...(dns && dns.provider !== "manual" && dns.address === "dynamic"
      ? namesOf(settings).map((name) =>
          dynamicDnsRelease({
            instance,
            dns,
            domain: name,
            suffix: nameSuffix(settings, name),
            interface: edge.interface,
          }),
        )
      : []),
    composeRelease(workload, {
      instance,
      domain,
      timeZone,
      rotations,
      // Only the reverse proxy shall find the web server: on its own machine, loopback is enough.
      hostAddress: oneMachine ? "127.0.0.1" : target,
      dynamicAddress: fixedPublicAddress(settings) === undefined,
    }),
    ...(oneMachine || workload.media.length === 0
      ? []
      : [
          dnatRelease({
            instance,
            interface: edge.interface,
            target,
            media: workload.media,
            hairpin: edge.hairpin,
            ...(edge.forwardChain === undefined ? {} : { forwardChain: edge.forwardChain }),
          }),
        ]),
    edge.proxy === "traefik"
      ? traefikRelease({ ...route, traefik: edge.traefik })
      : caddyRelease({ ...route, caddy: edge.caddy }),
  ];
}
