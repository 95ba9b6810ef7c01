/** The pods of a service: unprivileged, with a read-only root, no credentials of the cluster, limits and probes. */
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IPodSpec } from "kubernetes-models/v1/PodSpec";
import type { IPodTemplateSpec } from "kubernetes-models/v1/PodTemplateSpec";
import type { ISecurityContext } from "kubernetes-models/v1/SecurityContext";
import { longestStop, type Service, type Workload } from "../../workloads/model";
import { fingerprint } from "../compose/fingerprint";
import { addressVolume } from "./endpoints";
import { containerEnv, verbatim } from "./environment";
import { type KubernetesOptions, mostReplicas, onNodePorts, podLabelsOf, selectorOf } from "./options";
import { probes } from "./probes";
import { cores, mebibytes } from "./quantities";
import { startCommand } from "./startCommand";
import { podVolumes } from "./storage";

/** Says on every pod what it was made to read: a check compares it with what was declared. */
export const configAnnotation = "parley.dev/config";

export function podTemplate(workload: Workload, service: Service, options: KubernetesOptions): IPodTemplateSpec {
  const { volumes, mounts } = podVolumes(service);
  const addresses = addressVolume(service, options);
  return {
    metadata: {
      labels: podLabelsOf(service, options),
      annotations: { [configAnnotation]: fingerprint(service, options.rotations) },
    },
    spec: {
      ...podSecurity(service),
      serviceAccountName: service.name,
      ...(options.section.priorityClass === undefined ? {} : { priorityClassName: options.section.priorityClass }),
      terminationGracePeriodSeconds: longestStop(service),
      ...(service.placement ? { nodeSelector: { ...service.placement } } : {}),
      ...spread(service, options),
      ...(isOnHostNetwork(service, options) ? { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" } : {}),
      containers: [
        {
          ...container(workload, service, options),
          volumeMounts: [...mounts, ...addresses.mounts],
        },
      ],
      volumes: [...volumes, ...addresses.volumes],
    },
  };
}

const isOnHostNetwork = (service: Service, { section }: KubernetesOptions): boolean =>
  service.individual === true && section.media.expose === "hostNetwork";

/** What Pod Security `restricted` asks of a pod, and a little more. */
export function podSecurity(service: Service): Partial<IPodSpec> {
  const { user } = service;
  if (!user || user.uid === 0) throw new Error(`${service.name} would run as root, which the namespace refuses`);
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user.uid,
      runAsGroup: user.gid,
      // Volumes and secret files belong to this group.
      fsGroup: user.gid,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
  };
}

export const containerSecurity = ({ readOnly, capabilities }: Service): ISecurityContext => ({
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: readOnly,
  capabilities: { drop: ["ALL"], ...(capabilities.length > 0 ? { add: [...capabilities].sort() } : {}) },
});

/** The image, by digest as well where the operator gave one. */
export const imageOf = (service: Service, { section }: KubernetesOptions): string => {
  const digest = section.digests[service.name];
  return digest === undefined || service.image.includes("@") ? service.image : `${service.image}@${digest}`;
};

function container(workload: Workload, service: Service, options: KubernetesOptions): IContainer {
  const { resources } = service;
  return {
    name: service.name,
    image: imageOf(service, options),
    ...startCommand(service, options),
    ...(service.command ? { args: service.command.map(verbatim) } : {}),
    env: containerEnv(service, options),
    ports: ports(workload, service, options),
    ...probes(service.probe),
    ...(service.stop.drain ? { lifecycle: { preStop: { exec: { command: [...service.stop.drain.command] } } } } : {}),
    resources: {
      requests: { cpu: cores(resources.reserve.cpus), memory: mebibytes(resources.reserve.memoryMiB) },
      limits: { cpu: cores(resources.cpus), memory: mebibytes(resources.memoryMiB) },
    },
    securityContext: containerSecurity(service),
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
}

function ports({ media }: Workload, service: Service, options: KubernetesOptions): IContainer["ports"] {
  const host = service.individual && onNodePorts(options);
  const { metrics } = service;
  const declared = service.ports
    .filter((port) => port.reach !== "media" || media.some((one) => one.service === service.name))
    .map(({ name, port, protocol, reach }) => ({
      name,
      containerPort: port,
      ...(host && reach === "media" ? { hostPort: port } : {}),
      protocol: upper[protocol],
    }));
  const known = metrics === undefined || declared.some((one) => one.containerPort === metrics.port);
  return known ? declared : [...declared, { name: "metrics", containerPort: metrics.port, protocol: "TCP" }];
}

/** Protocols as Kubernetes writes them. */
export const upper = { tcp: "TCP", udp: "UDP" } as const;

/** Replicas on different nodes, as far as there are nodes. Bridges say so from the first on: a second one must not change it. */
const spread = (service: Service, options: KubernetesOptions): Partial<IPodSpec> =>
  mostReplicas(service) > 1 || service.individual
    ? {
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: "kubernetes.io/hostname",
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: selectorOf(service.name, options) },
          },
        ],
      }
    : {};
