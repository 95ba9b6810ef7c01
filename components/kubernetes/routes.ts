/** How HTTPS comes in: an Ingress, or routes of the Gateway API. WebSockets stay open for as long as a conference lasts. */
import type { IIngress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import type { HttpRoute, Workload } from "../../workloads/model";
import { type ClusterObject, clusterObject, type Manifest } from "./objects";
import { type KubernetesOptions, labelsOf, mainNamespace } from "./options";

export function routes(workload: Workload, options: KubernetesOptions): ClusterObject[] {
  for (const { path, stripPrefix } of workload.routes) {
    if (stripPrefix) throw new Error(`the route ${path} takes its prefix away, which an Ingress cannot`);
  }
  const { kind } = options.section.ingress;
  return kind === "gateway" ? gatewayRoutes(workload, options) : [ingress(workload, options, kind)];
}

const meta = (name: string, options: KubernetesOptions, annotations: Readonly<Record<string, string>> = {}) => ({
  name,
  namespace: mainNamespace(options),
  labels: labelsOf(name, options),
  ...(Object.keys(annotations).length > 0 ? { annotations: { ...annotations } } : {}),
});

const hostsOf = ({ routes: all }: Workload): string[] => [...new Set(all.map(({ host }) => host))];

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

function ingress(workload: Workload, options: KubernetesOptions, kind: "nginx" | "traefik"): ClusterObject {
  const { annotations, class: name = kind, tls } = options.section.ingress;
  const hosts = hostsOf(workload);
  return clusterObject<IIngress & Manifest>(`https://${hosts.join(", ")}`, {
    ...{ apiVersion: "networking.k8s.io/v1", kind: "Ingress" },
    metadata: meta("web", options, {
      ...controllerAnnotations[kind],
      ...certificateAnnotations(options),
      ...dnsAnnotations(workload, options),
      ...annotations,
      // Some controllers report no address; whether the name leads here is for the operator to see.
      "pulumi.com/skipAwait": "true",
    }),
    spec: {
      ingressClassName: name,
      tls: [{ hosts, secretName: tls.secret ?? certificateName(options) }],
      rules: hosts.map((host) => ({
        host,
        http: {
          paths: workload.routes
            .filter((route) => route.host === host)
            .map(({ path, service, port }) => ({
              path,
              pathType: "Prefix" as const,
              backend: { service: { name: service, port: { number: port } } },
            })),
        },
      })),
    },
  });
}

const certificateName = ({ instance }: KubernetesOptions): string => `${instance}-tls`;

const certificateAnnotations = ({ section }: KubernetesOptions): Record<string, string> =>
  section.ingress.tls.issuer === undefined ? {} : { "cert-manager.io/cluster-issuer": section.ingress.tls.issuer };

/** external-dns takes the name from the object itself; it has to be told that it may. */
const dnsAnnotations = (workload: Workload, { section }: KubernetesOptions): Record<string, string> =>
  section.externalDns ? { "external-dns.alpha.kubernetes.io/hostname": hostsOf(workload).join(",") } : {};

// The Gateway API is not part of Kubernetes: its kinds are written here as far as Parley uses them (v1).
const gatewayApi = "gateway.networking.k8s.io/v1";

interface Parent {
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
}

function gatewayRoutes(workload: Workload, options: KubernetesOptions): ClusterObject[] {
  const { gateway: theirs } = options.section.ingress;
  const ours: Parent = { name: "web", sectionName: "https" };
  const parent: Parent = theirs
    ? {
        name: theirs.name,
        ...(theirs.namespace === undefined ? {} : { namespace: theirs.namespace }),
        ...(theirs.listener === undefined ? {} : { sectionName: theirs.listener }),
      }
    : ours;
  return [
    ...(theirs ? [] : [gateway(workload, options), redirect(workload, options)]),
    httpRoute("web", `https://${hostsOf(workload).join(", ")}`, workload, options, parent, workload.routes.map(rule)),
  ];
}

/** Zero: no limit. A WebSocket is one request that lasts as long as the conference. */
const rule = ({ path, service, port }: HttpRoute) => ({
  matches: [{ path: { type: "PathPrefix", value: path } }],
  timeouts: { request: "0s", backendRequest: "0s" },
  backendRefs: [{ name: service, port }],
});

const redirect = (workload: Workload, options: KubernetesOptions): ClusterObject =>
  httpRoute("redirect", "http to https", workload, options, { name: "web", sectionName: "http" }, [
    { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }] },
  ]);

const httpRoute = (
  name: string,
  title: string,
  workload: Workload,
  options: KubernetesOptions,
  parent: Parent,
  rules: readonly unknown[],
): ClusterObject =>
  clusterObject(title, {
    ...{ apiVersion: gatewayApi, kind: "HTTPRoute", metadata: meta(name, options, dnsAnnotations(workload, options)) },
    spec: { parentRefs: [parent], hostnames: hostsOf(workload), rules },
  });

function gateway(workload: Workload, options: KubernetesOptions): ClusterObject {
  const { annotations, class: name, tls } = options.section.ingress;
  const listeners = hostsOf(workload).flatMap((hostname) => [
    {
      ...{ name: "https", hostname, port: 443, protocol: "HTTPS" },
      tls: { mode: "Terminate", certificateRefs: [{ kind: "Secret", name: tls.secret ?? certificateName(options) }] },
      allowedRoutes: { namespaces: { from: "Same" } },
    },
    {
      ...{ name: "http", hostname, port: 80, protocol: "HTTP" },
      allowedRoutes: { namespaces: { from: "Same" } },
    },
  ]);
  return clusterObject(`way in, by ${name}`, {
    ...{ apiVersion: gatewayApi, kind: "Gateway" },
    metadata: meta("web", options, { ...certificateAnnotations(options), ...annotations }),
    spec: { gatewayClassName: name, listeners },
  });
}
