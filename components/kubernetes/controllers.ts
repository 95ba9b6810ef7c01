/** What keeps a service's pods running: a Deployment, or a StatefulSet where replicas have names. */
import type { IDeployment } from "kubernetes-models/apps/v1/Deployment";
import type { IStatefulSet } from "kubernetes-models/apps/v1/StatefulSet";
import type { IHorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import type { IPodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import type { IServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import { longestStop, type Scale, type Service, serviceOf, type Workload } from "../../workloads/model";
import { type ClusterObject, clusterObject, idOf, type Manifest, type Timeouts } from "./objects";
import { governorOf, type KubernetesOptions, metaOf, mostReplicas, selectorOf } from "./options";
import { podTemplate } from "./pods";
import { decimal } from "./quantities";

export const controllers = (workload: Workload, options: KubernetesOptions): ClusterObject[] =>
  workload.services.flatMap((service) => [
    account(service, options),
    service.individual ? statefulSet(workload, service, options) : deployment(workload, service, options),
    ...(service.scale ? [autoscaler(service, service.scale, options)] : []),
    ...(mostReplicas(service) > 1 ? [budget(service, options)] : []),
  ]);

const same = (seconds: number): Timeouts => ({ create: seconds, update: seconds, delete: seconds });

export const controllerId = (service: Service): string =>
  idOf(service.individual ? "StatefulSet" : "Deployment", service.name);

/** Of its own, and without a token: no pod here has anything to say to the API server. */
const account = (service: Service, options: KubernetesOptions): ClusterObject =>
  clusterObject<IServiceAccount & Manifest>(`identity of ${service.name}, without a token`, {
    ...{ apiVersion: "v1", kind: "ServiceAccount", metadata: metaOf(service, options) },
    automountServiceAccountToken: false,
  });

function deployment(workload: Workload, service: Service, options: KubernetesOptions): ClusterObject {
  // Two at once would write to one volume.
  const alone = service.single || service.volumes.some(({ source }) => "volume" in source);
  return clusterObject<IDeployment & Manifest>(
    service.title,
    {
      ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: metaOf(service, options) },
      spec: {
        replicas: service.replicas,
        revisionHistoryLimit: 3,
        // After that, `up` ends with the reason.
        progressDeadlineSeconds: options.section.readySeconds,
        selector: { matchLabels: selectorOf(service.name, options) },
        strategy: alone
          ? { type: "Recreate" }
          : // The old pod serves until the new one is ready.
            { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: podTemplate(workload, service, options),
      },
    },
    { after: waitsFor(workload, service), timeouts: same(options.section.readySeconds) },
  );
}

function statefulSet(workload: Workload, service: Service, options: KubernetesOptions): ClusterObject {
  const { readySeconds, bridges } = options.section;
  const rounds = Math.ceil(mostReplicas(service) / bridges.updateAtOnce);
  return clusterObject<IStatefulSet & Manifest>(
    service.title,
    {
      ...{ apiVersion: "apps/v1", kind: "StatefulSet", metadata: metaOf(service, options) },
      spec: {
        serviceName: governorOf(service),
        replicas: service.replicas,
        revisionHistoryLimit: 3,
        // New ones do not wait for each other; an update still replaces one after the other, unless told otherwise.
        podManagementPolicy: "Parallel",
        updateStrategy: {
          type: "RollingUpdate",
          ...(bridges.updateAtOnce > 1 ? { rollingUpdate: { maxUnavailable: bridges.updateAtOnce } } : {}),
        },
        selector: { matchLabels: selectorOf(service.name, options) },
        template: podTemplate(workload, service, options),
      },
    },
    {
      after: waitsFor(workload, service),
      // With an autoscaler the number is its own affair from then on. Leaving the field out would set it to 1 when one is
      // added to bridges that run.
      ...(service.scale ? { ignored: ["spec.replicas"] } : {}),
      timeouts: { ...same(rounds * (longestStop(service) + readySeconds)), create: readySeconds },
    },
  );
}

/** The services that have to be healthy first: also so that a bad release ends before it reaches the bridges. */
const waitsFor = (workload: Workload, service: Service): string[] =>
  service.after.map((name) => controllerId(serviceOf(workload, name)));

const autoscaler = (service: Service, { max, metric, target }: Scale, options: KubernetesOptions): ClusterObject =>
  clusterObject<IHorizontalPodAutoscaler & Manifest>(
    `${service.replicas} to ${max} of ${service.name}, by ${metric}`,
    {
      ...{ apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", metadata: metaOf(service, options) },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name: service.name },
        minReplicas: service.replicas,
        maxReplicas: max,
        metrics: [
          {
            type: "Pods",
            pods: {
              metric: { name: metric },
              target: { type: "AverageValue", averageValue: decimal(target) },
            },
          },
        ],
        behavior: {
          scaleUp: { stabilizationWindowSeconds: 30, policies: [{ type: "Pods", value: 2, periodSeconds: 60 }] },
          // Conferences end, and others begin: one at a time, and not before it has been quiet for a while.
          scaleDown: { stabilizationWindowSeconds: 600, policies: [{ type: "Pods", value: 1, periodSeconds: 600 }] },
        },
      },
    },
    { after: [controllerId(service)] },
  );

const budget = (service: Service, options: KubernetesOptions): ClusterObject =>
  clusterObject<IPodDisruptionBudget & Manifest>(`one of ${service.name} at a time when nodes are emptied`, {
    ...{ apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata: metaOf(service, options) },
    spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(service.name, options) } },
  });
