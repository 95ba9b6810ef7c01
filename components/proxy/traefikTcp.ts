/** Routes of Traefik v3 for TLS that holds no HTTP: by the name that a connection asks for (SNI). Pure. */
import { type Edge, hyphenated } from "../../settings/settings";
import type { RouteOptions } from "./loaded";

/** How Traefik ends TLS: it gets and renews a certificate for the name in the rule by itself, when it has a resolver. */
export const tlsOf = ({ certResolver }: Edge["traefik"]): { certResolver?: string } =>
  certResolver ? { certResolver } : {};

/**
 * The section `tcp` of a dynamic configuration; nothing without such a route, for Traefik refuses an empty one.
 *
 * @param name makes a name of this environment's own
 */
export function tcpConfiguration(
  { tlsRoutes = [], targetAddress, traefik }: RouteOptions & { readonly traefik: Edge["traefik"] },
  name: (suffix: string) => string,
) {
  if (tlsRoutes.length === 0) return {};
  const called = tlsRoutes.map((route) => [name(`tls-${hyphenated(route.host)}`), route] as const);
  return {
    tcp: {
      routers: Object.fromEntries(
        called.map(([own, { host }]) => [
          own,
          {
            rule: `HostSNI(\`${host}\`)`,
            entryPoints: [traefik.httpsEntryPoint],
            service: own,
            tls: tlsOf(traefik),
          },
        ]),
      ),
      services: Object.fromEntries(
        called.map(([own, { port }]) => [
          own,
          { loadBalancer: { servers: [{ address: `${targetAddress}:${port}` }] } },
        ]),
      ),
    },
  };
}
