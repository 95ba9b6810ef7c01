/** What a provider's cloud does for its clusters, simulated: `main.js CONFIG`. It looks again and again. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Api, ApiError, type KubernetesObject } from "../api";
import { fileConnection } from "../connection";
import { Resources, referenceTo } from "../resources";
import type { CloudConfig } from "./config";
import { withAddress, withoutNeed } from "./loadBalancer";
import { unclaimed, volumes } from "./volumes";

const interval = 300;
const mergePatch = "application/merge-patch+json";
const { kubeconfig, volumes: folder } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as CloudConfig;

run().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function run(): Promise<void> {
  const resources = new Resources(new Api(await fileConnection(kubeconfig)));
  for (;;) {
    await look(resources).catch(report);
    await sleep(interval);
  }
}

async function look(resources: Resources): Promise<void> {
  const [services, ingresses, claims, classes, all] = await Promise.all([
    resources.list({ apiVersion: "v1", kind: "Service" }),
    resources.list({ apiVersion: "networking.k8s.io/v1", kind: "Ingress" }),
    resources.list({ apiVersion: "v1", kind: "PersistentVolumeClaim" }),
    resources.list({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass" }),
    resources.list({ apiVersion: "v1", kind: "PersistentVolume" }),
  ]);
  const patch = (object: KubernetesObject, status: object) =>
    resources.patch(object, { status }, mergePatch, { fieldManager: "simulated-load-balancer" }, "/status");
  for (const { object, status } of withAddress([...services, ...ingresses])) await patch(object, status).catch(report);
  for (const object of withoutNeed(services)) await patch(object, { loadBalancer: null }).catch(report);
  for (const volume of volumes(claims, classes, folder)) {
    if (folder) mkdirSync(join(folder.here, volume.metadata.name), { recursive: true });
    await resources.create(volume).catch(report);
  }
  for (const volume of unclaimed(all)) {
    await resources.remove(referenceTo(volume), "Background").catch(report);
    if (folder) rmSync(join(folder.here, volume.metadata.name), { recursive: true, force: true });
  }
}

/** Somebody else may just have changed or removed the object: it is looked at again anyway. */
function report(error: unknown): void {
  if (error instanceof ApiError && [404, 409].includes(error.code)) return;
  console.error(error instanceof Error ? error.message : error);
}
