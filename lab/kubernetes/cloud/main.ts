/** What a provider's cloud does for its clusters, simulated: `main.js CONFIG`. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Api, ApiError, type KubernetesObject } from "../api";
import { Resources, referenceTo } from "../resources";
import type { CloudConfig } from "./config";
import { withAddress, withoutNeed } from "./loadBalancer";
import { unclaimed, volumes } from "./volumes";

/** Between two looks at what the server has told; it is not asked. */
const interval = 100;
const mergePatch = "application/merge-patch+json";
const { connection, volumes: folder } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as CloudConfig;

run().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function run(): Promise<void> {
  const resources = new Resources(new Api(connection));
  for (;;) {
    await look(resources).catch(report);
    await sleep(interval);
  }
}

async function look(resources: Resources): Promise<void> {
  const now = (apiVersion: string, kind: string) => resources.watches.of({ apiVersion, kind }).all();
  const [services, ingresses, claims, classes, all] = await Promise.all([
    now("v1", "Service"),
    now("networking.k8s.io/v1", "Ingress"),
    now("v1", "PersistentVolumeClaim"),
    now("storage.k8s.io/v1", "StorageClass"),
    now("v1", "PersistentVolume"),
  ]);
  const patch = async (object: KubernetesObject, status: object) => {
    const by = { fieldManager: "simulated-load-balancer" };
    resources.watches.of(object).learn(await resources.patch(object, { status }, mergePatch, by, "/status"));
  };
  for (const { object, status } of withAddress([...services, ...ingresses])) await patch(object, status).catch(report);
  for (const object of withoutNeed(services)) await patch(object, { loadBalancer: null }).catch(report);
  const made = new Set(all.map(({ metadata }) => metadata.name));
  for (const volume of volumes(claims, classes, folder).filter(({ metadata }) => !made.has(metadata.name))) {
    if (folder) mkdirSync(join(folder.here, volume.metadata.name), { recursive: true });
    await resources.create(volume).then((one) => resources.watches.of(one).learn(one), report);
  }
  for (const volume of unclaimed(all).filter(({ metadata }) => metadata.deletionTimestamp === undefined)) {
    await resources.remove(referenceTo(volume), "Background").catch(report);
    if (folder) rmSync(join(folder.here, volume.metadata.name), { recursive: true, force: true });
  }
}

/** Somebody else may just have changed or removed the object: it is looked at again anyway. */
function report(error: unknown): void {
  if (error instanceof ApiError && [404, 409].includes(error.code)) return;
  console.error(error instanceof Error ? error.message : error);
}
