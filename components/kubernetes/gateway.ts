/** Routes of the Gateway API, which is not part of Kubernetes: its kinds are written here as far as Parley uses them. */
import type { HttpRoute, Workload } from "../../workloads/model";
import { type ClusterObject, clusterObject } from "./objects";
import type { KubernetesOptions } from "./options";
import {
  backendNamespace,
  certificateAnnotations,
  certificateName,
  dnsAnnotations,
  hostsOf,
  routeMeta,
} from "./routeParts";

const gatewayApi = "gateway.networking.k8s.io/v1";

interface Parent {
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
}

export function gatewayRoutes(workload: Workload, options: KubernetesOptions): ClusterObject[] {
  const { gateway: theirs } = options.section.ingress;
  const ours: Parent = { name: "web", sectionName: "https" };
  const parent: Parent = theirs
    ? {
        name: theirs.name,
        ...(theirs.namespace === undefined ? {} : { namespace: theirs.namespace }),
        ...(theirs.listener === undefined ? {} : { sectionName: theirs.listener }),
      }
    : ours;
  const rules = workload.routes.map((route) => rule(workload, route, options));
  const title = `https://${hostsOf(workload.routes).join(", ")}`;
  return [
    ...(theirs ? [] : [gateway(workload, options), redirect(workload, options)]),
    ...grants(workload, options),
    httpRoute("web", title, workload, options, parent, rules),
  ];
}

function rule(workload: Workload, route: HttpRoute, options: KubernetesOptions) {
  const { path, service, port, stripPrefix } = route;
  const namespace = backendNamespace(workload, route, options);
  return {
    matches: [{ path: { type: "PathPrefix", value: path } }],
    ...(stripPrefix
      ? {
          filters: [
            { type: "URLRewrite", urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } } },
          ],
        }
      : {}),
    // Zero: no limit. A WebSocket is one request that lasts as long as the conference.
    timeouts: { request: "0s", backendRequest: "0s" },
    backendRefs: [{ name: service, port, ...(namespace === options.namespace ? {} : { namespace }) }],
  };
}

/** Lets routes of the main namespace lead to the one Service of another. */
const grants = (workload: Workload, options: KubernetesOptions): ClusterObject[] =>
  workload.routes.flatMap((route) => {
    const namespace = backendNamespace(workload, route, options);
    if (namespace === options.namespace) return [];
    return [
      clusterObject(`routes may lead to ${route.service}`, {
        ...{ apiVersion: "gateway.networking.k8s.io/v1beta1", kind: "ReferenceGrant" },
        metadata: routeMeta(route.service, options, { namespace }),
        spec: {
          from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: options.namespace }],
          to: [{ group: "", kind: "Service", name: route.service }],
        },
      }),
    ];
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
    ...{ apiVersion: gatewayApi, kind: "HTTPRoute" },
    metadata: routeMeta(name, options, { annotations: dnsAnnotations(workload, options) }),
    spec: { parentRefs: [parent], hostnames: hostsOf(workload.routes), rules },
  });

function gateway(workload: Workload, options: KubernetesOptions): ClusterObject {
  const { annotations, class: name, tls } = options.section.ingress;
  const listeners = hostsOf(workload.routes).flatMap((hostname) => [
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
    metadata: routeMeta("web", options, { annotations: { ...certificateAnnotations(options), ...annotations } }),
    spec: { gatewayClassName: name, listeners },
  });
}
