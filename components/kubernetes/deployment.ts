/** What goes into a cluster, and what around it: objects, the edge host's releases, what the cluster must have. Pure. */
import type { Requirement } from "../../provider/cluster/requirement";
import { instanceOf, type KubernetesSettings, namespaceOf } from "../../settings/settings";
import { homeserverVolumes } from "../../workloads/matrixrtc/ownHomeserver";
import type { MediaPort, Workload } from "../../workloads/model";
import { dynamicDnsRelease } from "../dns/ddclient";
import { dnatRelease } from "../firewall/nftables";
import type { Release } from "../remote/release";
import { endpointsOf } from "./endpoints";
import { noticesOf } from "./notices";
import type { ClusterObject } from "./objects";
import type { KubernetesOptions } from "./options";
import { clusterObjects } from "./render";
import { requirementsOf } from "./requirements";

export interface ClusterDeployment {
  readonly objects: readonly ClusterObject[];
  /** What the cluster must have before anything is changed. */
  readonly requirements: readonly Requirement[];
  /** Ports that media needs from the internet, as the outside sees them. */
  readonly media: readonly MediaPort[];
  /** For the edge host. */
  readonly releases: readonly Release[];
  readonly notices: readonly string[];
}

export const noCluster: ClusterDeployment = { objects: [], requirements: [], media: [], releases: [], notices: [] };

export function inCluster(
  settings: KubernetesSettings,
  workload: Workload,
  rotations: Readonly<Record<string, number>>,
): ClusterDeployment {
  const options = optionsOf(settings, rotations);
  const objects = clusterObjects(workload, options);
  const endpoints = endpointsOf(workload, options);
  const media =
    endpoints.length > 0
      ? endpoints.flatMap(({ replica, service, ports }) =>
          ports.map(({ media: { protocol }, outside: port }, i) => ({
            ...{ name: i === 0 ? replica : `${replica}-${protocol}`, service: service.name, protocol, port },
          })),
        )
      : workload.media;
  return {
    objects,
    requirements: requirementsOf(objects, options),
    media,
    releases: edgeReleases(settings, media),
    notices: noticesOf(settings),
  };
}

export const optionsOf = (
  settings: KubernetesSettings,
  rotations: Readonly<Record<string, number>>,
): KubernetesOptions => ({
  instance: instanceOf(settings),
  namespace: namespaceOf(settings),
  section: settings.kubernetes,
  timeZone: settings.timeZone,
  rotations,
  volumes: {
    recordings: { size: settings.kubernetes.storage.recordings, keep: true },
    etherpad: { size: settings.kubernetes.storage.etherpad, keep: false },
    [homeserverVolumes.postgres]: { size: settings.kubernetes.storage.homeserverDatabase, keep: true },
    [homeserverVolumes.synapse]: { size: settings.kubernetes.storage.homeserver, keep: true },
  },
});

function edgeReleases(
  { domain, dns, edge, kubernetes, ...rest }: KubernetesSettings,
  media: readonly MediaPort[],
): Release[] {
  if (!edge) return [];
  const instance = instanceOf({ domain, ...rest });
  const { forwardTo } = kubernetes.media;
  return [
    ...(dns && dns.provider !== "manual" && dns.address === "dynamic"
      ? [dynamicDnsRelease({ instance, dns, domain, interface: edge.interface })]
      : []),
    ...(forwardTo === undefined
      ? []
      : [
          dnatRelease({
            instance,
            interface: edge.interface,
            target: forwardTo,
            media,
            hairpin: edge.hairpin,
            ...(edge.forwardChain === undefined ? {} : { forwardChain: edge.forwardChain }),
          }),
        ]),
  ];
}
