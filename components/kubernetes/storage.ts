/** What a container sees of files: configuration, secrets, memory, and volumes that last. */
import type { IConfigMap } from "kubernetes-models/v1/ConfigMap";
import type { IPersistentVolumeClaim } from "kubernetes-models/v1/PersistentVolumeClaim";
import type { ISecret } from "kubernetes-models/v1/Secret";
import type { IVolume } from "kubernetes-models/v1/Volume";
import type { IVolumeMount } from "kubernetes-models/v1/VolumeMount";
import type { Service, ServiceFile, Workload } from "../../workloads/model";
import { factsIn, secretsIn } from "../../workloads/value";
import { secretEnv } from "./environment";
import { type ClusterObject, clusterObject, later, type Manifest } from "./objects";
import { type KubernetesOptions, metaOf } from "./options";
import { mebibytes, storage } from "./quantities";

const isSecret = ({ content }: ServiceFile): boolean => secretsIn(content).length > 0;

/** A file's key in its ConfigMap or Secret: keys hold no slashes. */
function keyOf(service: Service, { path }: ServiceFile): string {
  const key = path.slice(1).replace(/[^\w.-]/g, "_");
  const same = service.files.filter((other) => other.path.slice(1).replace(/[^\w.-]/g, "_") === key);
  if (same.length > 1) throw new Error(`${service.name}: ${same.map((one) => one.path).join(" and ")} get one key`);
  return key;
}

/** The service's own ConfigMap and Secrets: no pod reads another's. */
export function configObjects(service: Service, options: KubernetesOptions): ClusterObject[] {
  for (const { path, content } of service.files) {
    if (factsIn(content).length > 0) throw new Error(`${service.name}: ${path} holds a fact, which files cannot`);
  }
  const files = service.files.filter((file) => !isSecret(file));
  const secretFiles = service.files.filter(isSecret);
  const env = secretEnv(service);
  return [
    ...(files.length > 0
      ? [
          clusterObject<IConfigMap & Manifest>(
            `files of ${service.name}`,
            {
              ...{ apiVersion: "v1", kind: "ConfigMap", metadata: metaOf(service, options, `${service.name}-files`) },
              immutable: true,
              data: Object.fromEntries(files.map((file) => [keyOf(service, file), String(file.content)])),
            },
            { autonamed: true },
          ),
        ]
      : []),
    ...(secretFiles.length > 0
      ? [
          secret(
            service,
            options,
            "files",
            "secret files",
            secretFiles.map((file) => [keyOf(service, file), later({ value: file.content })]),
          ),
        ]
      : []),
    ...(Object.keys(env).length > 0
      ? [
          secret(
            service,
            options,
            "env",
            "secrets",
            Object.entries(env).map(([name, value]) => [name, later({ value })]),
          ),
        ]
      : []),
  ];
}

const secret = (
  service: Service,
  options: KubernetesOptions,
  part: string,
  title: string,
  entries: readonly (readonly [string, string])[],
): ClusterObject =>
  clusterObject<ISecret & Manifest>(
    `${title} of ${service.name}`,
    {
      ...{ apiVersion: "v1", kind: "Secret", metadata: metaOf(service, options, `${service.name}-${part}`) },
      type: "Opaque",
      immutable: true,
      stringData: Object.fromEntries(entries),
    },
    { autonamed: true },
  );

/** Volumes that last. One claim each, whoever uses it. */
export function claims({ services }: Workload, options: KubernetesOptions): ClusterObject[] {
  const named = services.flatMap((service) => service.volumes.map((volume) => [service, volume] as const));
  return named.map(([service, { source, path }]) => {
    if ("directory" in source)
      throw new Error(`${service.name}: ${path} is a directory of a machine; a cluster has none`);
    const { size, keep } = options.volumes[source.volume] ?? { size: "1Gi", keep: false };
    return clusterObject<IPersistentVolumeClaim & Manifest>(
      `volume ${source.volume}, ${size}`,
      {
        ...{ apiVersion: "v1", kind: "PersistentVolumeClaim" },
        metadata: {
          ...metaOf(service, options, source.volume),
          // It is bound when a pod that uses it is placed: waiting before that would wait for ever.
          annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: {
          accessModes: ["ReadWriteOnce"],
          ...(options.section.storageClass === undefined ? {} : { storageClassName: options.section.storageClass }),
          resources: { requests: { storage: storage(size) } },
        },
      },
      keep ? { keep } : {},
    );
  });
}

export function podVolumes(service: Service): { volumes: IVolume[]; mounts: IVolumeMount[] } {
  const has = (secretly: boolean) => service.files.some((file) => isSecret(file) === secretly);
  const memory = [
    ...service.tmpfs.map(({ path, sizeMiB }) => ({ path, sizeMiB })),
    ...(service.sharedMemoryMiB === undefined ? [] : [{ path: "/dev/shm", sizeMiB: service.sharedMemoryMiB }]),
  ].map((one) => ({ ...one, name: `memory${one.path.replace(/[^a-z0-9]+/gi, "-").toLowerCase()}` }));
  const lasting = service.volumes.flatMap(({ path, source, readOnly }) =>
    "volume" in source ? [{ path, name: source.volume, readOnly }] : [],
  );
  return {
    volumes: [
      ...memory.map(({ name, sizeMiB }) => ({ name, emptyDir: { medium: "Memory", sizeLimit: mebibytes(sizeMiB) } })),
      ...lasting.map(({ name }) => ({ name, persistentVolumeClaim: { claimName: name } })),
      ...(has(false)
        ? [{ name: "files", configMap: { name: later({ nameOf: `configmap/${service.name}-files` }) } }]
        : []),
      ...(has(true)
        ? [
            {
              name: "secret-files",
              secret: { secretName: later({ nameOf: `secret/${service.name}-files` }), defaultMode: 0o440 },
            },
          ]
        : []),
    ],
    mounts: [
      ...memory.map(({ name, path }) => ({ name, mountPath: path })),
      ...lasting.map(({ name, path, readOnly }) => ({ name, mountPath: path, ...(readOnly ? { readOnly } : {}) })),
      ...service.files.map((file) => ({
        name: isSecret(file) ? "secret-files" : "files",
        mountPath: file.path,
        subPath: keyOf(service, file),
        readOnly: true,
      })),
    ],
  };
}
