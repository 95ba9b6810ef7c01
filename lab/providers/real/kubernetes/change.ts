/** Creating, changing and removing objects, and what the server says to it. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Run } from "../../../../provider/protocol/live";
import type { Plain } from "../../../../provider/protocol/resourceType";
import { ApiError, type KubernetesObject } from "../../../kubernetes/api";
import { NoSuchKind, type Resources, referenceTo } from "../../../kubernetes/resources";
import { on } from "../../kubernetes/immutable";
import { leftToOthers } from "./leftToOthers";
import { creator, takeover } from "./managers";
import { annotation, isOn } from "./names";

export interface How {
  readonly config: Plain;
  readonly manager: string;
  readonly preview: boolean;
  /** Fields that an update leaves to others. */
  readonly ignored?: readonly string[];
}

/** Milliseconds before the next attempts, when a namespace or a kind is not there yet. */
const attempts = [250, 500, 1000, 2000, 4000];

/** Makes an object that must not be there yet, unless the provider was told to take over what it finds. */
export async function create(resources: Resources, object: KubernetesObject, how: How, run?: Run) {
  const dryRun = how.preview;
  const make = () =>
    on(how.config.upsertExistingObjects)
      ? applied(resources, object, how, isForced(object, how) || dryRun)
      : resources.create(object, { dryRun, fieldManager: creator });
  for (const [index, pause] of attempts.entries()) {
    try {
      return await make();
    } catch (error) {
      const early = error instanceof NoSuchKind || (error instanceof ApiError && error.code === 404);
      // A preview has its own answer to refusals.
      if (dryRun) throw error;
      if (!early || run?.signal.aborted) throw explained(error);
      run?.log(`Retry #${index}; creation failed: ${error.message}`);
      await sleep(pause, undefined, { signal: run?.signal }).catch(() => {});
    }
  }
  return make().catch((error: unknown) => {
    throw explained(error);
  });
}

/** Changes an object in place. */
export async function update(resources: Resources, object: KubernetesObject, live: KubernetesObject, how: How) {
  if (object.kind === "CustomResourceDefinition") {
    const { resourceVersion } = live.metadata;
    const whole = { ...object, metadata: { ...object.metadata, resourceVersion } };
    return resources.replace(whole, { dryRun: how.preview, fieldManager: how.manager });
  }
  const patch = how.preview ? undefined : takeover(live, how.manager);
  const now = patch ? await resources.patch(live, patch, "application/json-patch+json") : live;
  // In a preview nothing is taken over: what would be has to be forced.
  return applied(
    resources,
    leftToOthers(object, now, how.manager, how.ignored ?? []),
    how,
    isForced(object, how) || (how.preview && takeover(live, how.manager) !== undefined),
  );
}

export async function remove(resources: Resources, object: KubernetesObject): Promise<void> {
  const policy = annotation(object, "pulumi.com/deletionPropagationPolicy")?.toLowerCase() ?? "";
  const known: Readonly<Record<string, string>> = { orphan: "Orphan", background: "Background" };
  await resources.remove(referenceTo(object), known[policy] ?? "Foreground");
}

const isForced = (object: KubernetesObject, { config }: How): boolean =>
  isOn(object, "patchForce") || on(config.enablePatchForce);

async function applied(resources: Resources, object: KubernetesObject, how: How, force: boolean) {
  try {
    return await resources.apply(object, { dryRun: how.preview, fieldManager: how.manager, force });
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== "Conflict") throw error;
    const link =
      "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources";
    throw new Error(`server-side apply field conflict detected, see ${link} for troubleshooting help
The resource managed by field manager "${how.manager}" had an apply conflict: ${error.message}`);
  }
}

function explained(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.reason !== "AlreadyExists") return error;
  return new Error(`${error.message}

The resource already exists in the cluster. Give a renamed resource an alias, use \`pulumi import\` to adopt an object, a
Patch resource to manage single fields of it, or set upsertExistingObjects on the provider to take over what is there.`);
}
