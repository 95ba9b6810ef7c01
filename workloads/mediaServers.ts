/** Media servers: one on a machine, any number in any number of regions in a cluster, each with a name of its own. */
import type { KubernetesSection, Settings } from "../settings/settings";
import type { Flow, Scale, Service } from "./model";

/** Servers that differ in nothing but their name and address. */
export interface MediaGroup {
  /** Name of the service. */
  readonly name: string;
  readonly region?: string;
}

/** @param name of the service, and what the names of several groups begin with */
export function mediaGroups(settings: Settings, name: string): MediaGroup[] {
  const regions = settings.platform === "kubernetes" ? settings.kubernetes.bridges.regions : undefined;
  return regions ? regions.map((region) => ({ name: `${name}-${region.name}`, region: region.name })) : [{ name }];
}

/** What a group is called, and which groups belong together. @param name of all of them */
export const titled = ({ region }: MediaGroup, name: string, title: string): Pick<Service, "title" | "regionOf"> =>
  region === undefined ? { title } : { title: `${title}, ${region}`, regionOf: { name, title } };

/** A group's servers in a cluster: how many, where, and by what they become more. */
export function inGroup(
  { bridges, media }: KubernetesSection,
  { region }: MediaGroup,
  by: Omit<Scale, "max">,
): Pick<Service, "individual" | "replicas" | "scale" | "placement"> {
  const placement = {
    ...media.nodeSelector,
    ...bridges.regions?.find(({ name }) => name === region)?.nodeSelector,
  };
  return {
    replicas: bridges.count,
    individual: true,
    ...(bridges.autoscale ? { scale: { max: bridges.autoscale.max, ...by } } : {}),
    ...(Object.keys(placement).length > 0 ? { placement } : {}),
  };
}

/** A media server also sends first: checks to every address that a client names. */
export const sendsFirst = ({ name }: MediaGroup): Flow => ({
  ...{ from: name, to: "internet", port: 1024, endPort: 65_535, protocol: "udp", title: "media (SRTP)" },
});
