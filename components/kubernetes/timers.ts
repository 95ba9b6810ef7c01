/** Jobs that run again and again, with the image and the volumes of the service that they clean up after. */
import type { ICronJob } from "kubernetes-models/batch/v1/CronJob";
import { serviceOf, type Timer, type Workload } from "../../workloads/model";
import { type ClusterObject, clusterObject, type Manifest } from "./objects";
import { type KubernetesOptions, labelsOf, namespaceOf, selectorOf } from "./options";
import { containerSecurity, imageOf, podSecurity } from "./pods";
import { podVolumes } from "./storage";

export const timers = (workload: Workload, options: KubernetesOptions): ClusterObject[] =>
  workload.timers.map((timer) => cronJob(workload, timer, options));

function cronJob(workload: Workload, timer: Timer, options: KubernetesOptions): ClusterObject {
  if (timer.service === undefined) throw new Error(`the timer ${timer.name} does not say whose volumes it works with`);
  const service = serviceOf(workload, timer.service);
  const { sharedMemoryMiB: _, ...withoutMemory } = service;
  const { volumes, mounts } = podVolumes({ ...withoutMemory, files: [], tmpfs: [] });
  const labels = labelsOf(timer.name, options);
  return clusterObject<ICronJob & Manifest>(timer.title, {
    ...{ apiVersion: "batch/v1", kind: "CronJob" },
    metadata: { name: timer.name, namespace: namespaceOf(service, options), labels },
    spec: {
      schedule: schedule(timer),
      timeZone: options.timeZone,
      concurrencyPolicy: "Forbid",
      // A day that was missed is made up for within the hour, or left to the next one.
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: {
        spec: {
          backoffLimit: 2,
          activeDeadlineSeconds: 3600,
          template: {
            metadata: { labels },
            spec: {
              ...podSecurity(service),
              restartPolicy: "Never",
              // A volume is attached to one node: to the one where the service runs.
              affinity: {
                podAffinity: {
                  requiredDuringSchedulingIgnoredDuringExecution: [
                    {
                      topologyKey: "kubernetes.io/hostname",
                      labelSelector: { matchLabels: selectorOf(service.name, options) },
                    },
                  ],
                },
              },
              containers: [
                {
                  name: timer.name,
                  image: imageOf(service, options),
                  command: ["/bin/sh", "-c"],
                  args: [timer.script.replaceAll("$(", "$$$$(")],
                  volumeMounts: mounts,
                  resources: {
                    requests: { cpu: "10m", memory: "32Mi" },
                    limits: { cpu: "500m", memory: "128Mi" },
                  },
                  securityContext: containerSecurity(service),
                },
              ],
              volumes,
            },
          },
        },
      },
    },
  });
}

/** `*-*-* 03:30:00` → `30 3 * * *`. Throws for any other calendar of systemd: no timer has one. */
export function schedule({ calendar, name }: Timer): string {
  const [, hour, minute] = /^\*-\*-\* (\d\d):(\d\d):00$/.exec(calendar) ?? [];
  if (hour === undefined || minute === undefined)
    throw new Error(`the timer ${name} has a calendar that cron does not know: ${calendar}`);
  return `${Number(minute)} ${Number(hour)} * * *`;
}
