/** Services and Ingresses: they lead to pods, and those for the outside have an address. */
import type { KubernetesObject } from "../../../../kubernetes/api";
import type { Rule } from "./rule";

/** Seconds without a change after which endpoints are taken for settled; the real provider waits ten. */
const settling = 1;

interface Balanced {
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly unknown[] } };
}

interface ServiceSpec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly selector?: Readonly<Record<string, string>>;
}

interface Slice {
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
}

const hasAddress = (object: KubernetesObject): boolean =>
  ((object as Balanced).status?.loadBalancer?.ingress ?? []).length > 0;

export const service: Rule = {
  needs: { EndpointSlice: "discovery.k8s.io/v1" },
  judge: ({ object, others, quiet }) => {
    const { type = "ClusterIP", clusterIP, selector = {} } = (object as { spec?: ServiceSpec }).spec ?? {};
    const addressed = type !== "LoadBalancer" || hasAddress(object);
    const leads = type !== "ExternalName" && clusterIP !== "None" && Object.keys(selector).length > 0;
    const own = (others.EndpointSlice ?? []).filter(
      ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === object.metadata.name,
    );
    const endpoints = own.flatMap((slice) => (slice as Slice).endpoints ?? []);
    const live = endpoints.some(({ conditions }) => conditions?.ready !== false);
    const pending = endpoints.some(({ conditions }) => conditions?.ready === false);
    // A Service may be there before its pods: only pods that are not ready are waited for.
    const settled = !leads || (own.length > 0 && quiet >= settling && !pending);
    if (addressed && settled) return { ready: true, progress: "Service initialization complete", problems: [] };
    return {
      ready: false,
      progress: settled ? "Attempting to allocate IP address to Service" : "Finding Pods to direct traffic to",
      problems: [
        ...(leads && !live ? [noPods] : []),
        ...(addressed ? [] : ["Service was not allocated an IP address; does your cloud provider support this?"]),
      ],
    };
  },
};

const noPods =
  "Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match labels on any Pods";

interface IngressSpec {
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: { readonly paths: readonly { readonly path?: string; readonly backend: Backend }[] };
  }[];
}

interface Backend {
  readonly service?: { readonly name: string };
}

export const ingress: Rule = {
  needs: { Service: "v1" },
  judge: ({ object, others }) => {
    const names = new Set((others.Service ?? []).map(({ metadata }) => metadata.name));
    const { rules = [] } = (object as { spec?: IngressSpec }).spec ?? {};
    const missing = rules.flatMap(({ host = "", http }) =>
      (http?.paths ?? []).flatMap(({ path = "", backend }) =>
        backend.service && !names.has(backend.service.name) ? [`"${host}${path}" -> "${backend.service.name}"`] : [],
      ),
    );
    const addressed = hasAddress(object);
    if (addressed && missing.length === 0) {
      return { ready: true, progress: "Ingress initialization complete", problems: [] };
    }
    return {
      ready: false,
      progress: missing.length > 0 ? "Finding a matching service for each Ingress path" : "Waiting for an address",
      problems: [
        ...missing.map((one) => `No matching service found for ingress rule: ${one}`),
        ...(addressed ? [] : ["Ingress .status.loadBalancer field was not updated with a hostname/IP address."]),
      ],
    };
  },
};
