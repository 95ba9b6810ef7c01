/** A container's environment: plain values in the pod, secrets in the service's own Secret, facts from the pod itself. */
import type { IEnvVar } from "kubernetes-models/v1/EnvVar";
import type { Service } from "../../workloads/model";
import { factsIn, mediaFacts, secretsIn, type Value } from "../../workloads/value";
import { later } from "./objects";
import { type KubernetesOptions, nodesAreNamed, onNodePorts } from "./options";

export const replicaVariable = "PARLEY_REPLICA";
export const nodeVariable = "PARLEY_NODE_ADDRESS";
export const nodeNameVariable = "PARLEY_NODE_NAME";
/** Variables of the shell that looks up where the replica is reached. */
export const endpointVariables = {
  mediaEndpoint: "PARLEY_MEDIA_ENDPOINT",
  mediaAddress: "PARLEY_MEDIA_ADDRESS",
  mediaPort: "PARLEY_MEDIA_PORT",
} as const;

/** Id of the Secret with the values of a service's environment. */
export const secretEnvOf = (service: Service): string => `secret/${service.name}-env`;

export const secretEnv = (service: Service): Record<string, Value> =>
  Object.fromEntries(sortedEnv(service).filter(([, value]) => secretsIn(value).length > 0));

const needsEndpoint = (value: Value): boolean => mediaFacts.some((name) => factsIn(value).includes(name));

/** What only a shell inside the container can put together, because it differs from replica to replica. */
export const endpointEnv = (service: Service, options: KubernetesOptions): Record<string, Value> =>
  onNodePorts(options) && !nodesAreNamed(options)
    ? {}
    : Object.fromEntries(sortedEnv(service).filter(([, value]) => needsEndpoint(value)));

export function containerEnv(service: Service, options: KubernetesOptions): IEnvVar[] {
  const inShell = endpointEnv(service, options);
  const values = Object.values(service.env);
  const endpoint = values.some(needsEndpoint);
  const own = sortedEnv(service).filter(([name]) => !(name in inShell));
  return [
    // First: a value may only refer to what stands before it.
    ...(endpoint || values.some((value) => factsIn(value).includes("replicaName"))
      ? [{ name: replicaVariable, valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }]
      : []),
    ...(endpoint ? [{ name: nodeVariable, valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } }] : []),
    ...(endpoint && nodesAreNamed(options)
      ? [{ name: nodeNameVariable, valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }]
      : []),
    ...own.map(
      ([name, value]): IEnvVar =>
        secretsIn(value).length > 0
          ? { name, valueFrom: { secretKeyRef: { name: later({ nameOf: secretEnvOf(service) }), key: name } } }
          : plain(name, expanded(service, name, value)),
    ),
  ];
}

/** The API server leaves out an empty value. */
const plain = (name: string, value: string): IEnvVar => (value === "" ? { name } : { name, value });

function expanded(service: Service, name: string, value: Value): string {
  if (typeof value === "string") return verbatim(value);
  return value
    .map((part) => {
      if (typeof part === "string") return verbatim(part);
      if ("fact" in part && part.fact === "replicaName") return `$(${replicaVariable})`;
      if ("fact" in part && (part.fact === "mediaEndpoint" || part.fact === "mediaAddress"))
        return `$(${nodeVariable})`;
      throw new Error(`${service.name}: ${name} holds a fact that a cluster does not know`);
    })
    .join("");
}

/** Text that Kubernetes must not expand. */
export const verbatim = (text: string): string => text.replaceAll("$(", "$$$$(");

const sortedEnv = ({ env }: Service): [string, Value][] => Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1));
