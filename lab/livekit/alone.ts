/** LiveKit alone in the lab, as the product describes it and by its own releases: nobody there asks the services beside it. */
import { composeRelease } from "../../components/compose/render";
import { dnatRelease } from "../../components/firewall/nftables";
import { publishedRoutes } from "../../components/proxy/published";
import { traefikRelease } from "../../components/proxy/traefik";
import type { Release } from "../../components/remote/release";
import { instanceOf, type MatrixrtcSettings } from "../../settings/settings";
import { matrixrtc } from "../../workloads/matrixrtc";
import type { Workload } from "../../workloads/model";
import { addresses } from "../world/addresses";

export interface LivekitReleases {
  /** Its container. */
  readonly services: Release;
  /** Media and signalling through the edge host. */
  readonly ways: readonly Release[];
}

/** What puts it in force in the lab's container, in the order of a deployment. */
export function livekitReleases(settings: MatrixrtcSettings): LivekitReleases {
  const { domain } = settings;
  const instance = instanceOf(settings);
  const workload = alone(matrixrtc(settings));
  const { media } = workload;
  const target = addresses.service.dmz;
  const routes = publishedRoutes(workload, workload.routes);
  const traefik = { directory: "/etc/traefik/dynamic", httpEntryPoint: "web", httpsEntryPoint: "websecure" };
  const options = { hostAddress: target, timeZone: "Etc/UTC", rotations: {}, dynamicAddress: false };
  return {
    services: composeRelease(workload, { instance, domain, ...options }),
    ways: [
      dnatRelease({ instance, interface: "eth0", target, media, hairpin: true }),
      traefikRelease({ instance, domain, routes, targetAddress: target, traefik }),
    ],
  };
}

const alone = (whole: Workload): Workload => ({
  ...whole,
  services: whole.services.filter(({ name }) => name === "livekit"),
  routes: whole.routes.filter(({ service }) => service === "livekit"),
});
