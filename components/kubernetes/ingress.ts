/**
 * Ingresses. What takes a prefix away stands in the annotations and holds for all of an Ingress, and an Ingress leads to
 * Services of its own namespace only: so there is one for each namespace, with and without.
 */
import type { IIngress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import type { HttpRoute, Workload } from "../../workloads/model";
import { type ClusterObject, clusterObject, type Manifest } from "./objects";
import type { KubernetesOptions } from "./options";
import {
  backendNamespace,
  certificateAnnotations,
  certificateName,
  dnsAnnotations,
  hostsOf,
  routeMeta,
} from "./routeParts";

type Kind = "nginx" | "traefik";
type Annotations = Readonly<Record<string, string>>;

interface Part {
  readonly name: string;
  readonly namespace: string;
  readonly strips: boolean;
  readonly routes: readonly HttpRoute[];
}

export const ingresses = (workload: Workload, options: KubernetesOptions, kind: Kind): ClusterObject[] =>
  partsOf(workload, options).flatMap((part) => [
    ...(kind === "traefik" && part.strips ? [middleware(part, options)] : []),
    ingress(workload, part, options, kind),
  ]);

function partsOf(workload: Workload, options: KubernetesOptions): Part[] {
  const found = new Map<string, Part>();
  for (const route of workload.routes) {
    const namespace = backendNamespace(workload, route, options);
    const name = [namespace === options.namespace ? "web" : "media", ...(route.stripPrefix ? ["stripped"] : [])];
    const key = name.join("-");
    const before = found.get(key)?.routes ?? [];
    found.set(key, { name: key, namespace, strips: route.stripPrefix, routes: [...before, route] });
  }
  return [...found.values()];
}

/** Seconds; a WebSocket pings every few seconds, BOSH waits for a minute at most, uploads of notes may take a while. */
const longestSilence = "3600";

/** What keeps long connections open, by controller. Traefik has no such limit on connections that were upgraded. */
const controllerAnnotations = {
  nginx: {
    "nginx.ingress.kubernetes.io/proxy-read-timeout": longestSilence,
    "nginx.ingress.kubernetes.io/proxy-send-timeout": longestSilence,
    "nginx.ingress.kubernetes.io/proxy-buffering": "off",
    "nginx.ingress.kubernetes.io/ssl-redirect": "true",
  },
  traefik: {
    "traefik.ingress.kubernetes.io/router.entrypoints": "websecure",
    "traefik.ingress.kubernetes.io/router.tls": "true",
  },
} as const;

/** ingress-nginx takes one MiB by itself; Traefik has no limit. */
function largestRequest(routes: readonly HttpRoute[]): Annotations {
  const largest = Math.max(0, ...routes.map(({ uploadMiB = 0 }) => uploadMiB));
  return largest > 0 ? { "nginx.ingress.kubernetes.io/proxy-body-size": `${largest}m` } : {};
}

const middlewares = "traefik.ingress.kubernetes.io/router.middlewares";

/** @param theirs annotations of the operator's: middlewares of theirs stay */
function stripping({ name, namespace, strips }: Part, kind: Kind, theirs: Annotations): Annotations {
  if (!strips) return {};
  if (kind === "traefik") {
    const own = `${namespace}-${name}@kubernetescrd`;
    return { [middlewares]: theirs[middlewares] ? `${theirs[middlewares]},${own}` : own };
  }
  // What the second group of the path's pattern found, see `pathOf`.
  return {
    "nginx.ingress.kubernetes.io/use-regex": "true",
    "nginx.ingress.kubernetes.io/rewrite-target": "/$2",
  };
}

function ingress(workload: Workload, part: Part, options: KubernetesOptions, kind: Kind): ClusterObject {
  const { annotations, class: className = kind, tls } = options.section.ingress;
  const { name, namespace, routes } = part;
  const hosts = hostsOf(routes);
  const main = name === "web";
  return clusterObject<IIngress & Manifest>(`${hosts.map((host) => `https://${host}`).join(", ")}${whatOf(part)}`, {
    ...{ apiVersion: "networking.k8s.io/v1", kind: "Ingress" },
    metadata: routeMeta(name, options, {
      namespace,
      annotations: {
        ...controllerAnnotations[kind],
        ...(kind === "nginx" ? largestRequest(routes) : {}),
        // One of them is enough: two would make two certificates and two records.
        ...(main ? { ...certificateAnnotations(options), ...dnsAnnotations(workload, options) } : {}),
        ...annotations,
        ...stripping(part, kind, annotations),
        // Some controllers report no address; whether the name leads here is for the operator to see.
        "pulumi.com/skipAwait": "true",
      },
    }),
    spec: {
      ingressClassName: className,
      // The certificate is in the main namespace; both controllers take it for every Ingress of the same name.
      ...(namespace === options.namespace
        ? { tls: [{ hosts, secretName: tls.secret ?? certificateName(options) }] }
        : {}),
      rules: hosts.map((host) => ({
        host,
        http: {
          paths: routes
            .filter((route) => route.host === host)
            .map(({ service, port, ...route }) => ({
              ...pathOf(route, kind),
              backend: { service: { name: service, port: { number: port } } },
            })),
        },
      })),
    },
  });
}

const whatOf = ({ strips, routes }: Part): string =>
  strips ? `: ${routes.map(({ path }) => path).join(", ")}, taken away on the way` : "";

/** ingress-nginx lets `Prefix` have nothing but letters, digits, `-`, `_` and `/` (kubernetes/ingress-nginx issue 11176). */
function pathOf({ path, stripPrefix }: Pick<HttpRoute, "path" | "stripPrefix">, kind: Kind) {
  if (kind === "traefik") return { path, pathType: "Prefix" as const };
  if (stripPrefix) return { path: `${path}(/|$)(.*)`, pathType: "ImplementationSpecific" as const };
  return { path, pathType: /^[\w/-]+$/.test(path) ? ("Prefix" as const) : ("ImplementationSpecific" as const) };
}

/** Traefik's own kind is written here as far as Parley uses it. */
const middleware = ({ name, namespace, routes }: Part, options: KubernetesOptions): ClusterObject =>
  clusterObject(`takes ${routes.map(({ path }) => path).join(", ")} away`, {
    ...{ apiVersion: "traefik.io/v1alpha1", kind: "Middleware", metadata: routeMeta(name, options, { namespace }) },
    spec: { stripPrefix: { prefixes: routes.map(({ path }) => path) } },
  });
