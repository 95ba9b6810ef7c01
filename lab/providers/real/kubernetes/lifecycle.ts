/** Making and changing objects, and waiting for them. */

import { plain, type Values } from "../../../../provider/protocol/values";
import { ApiError, type KubernetesObject } from "../../../kubernetes/api";
import { type Resources, referenceTo } from "../../../kubernetes/resources";
import { ruleFor } from "./await/rules";
import { untilReady } from "./await/wait";
import { create, type How, update } from "./change";
import { initFailed, NotReady } from "./failure";
import { annotation, holdsUnknown, idOf, isOn, metadataOf } from "./names";
import { newManager, patience, type Request, words } from "./request";
import { normalized, recorded, state } from "./state";
import type { Target } from "./target";

export interface Result {
  readonly id: string;
  readonly outputs: Values;
}

export async function created(target: Target, inputs: Values, request: Request): Promise<Result> {
  const object = normalized(plain<Values>(inputs)) as unknown as KubernetesObject;
  const same = { id: "", outputs: inputs };
  if (request.preview && (holdsUnknown(object) || !(await known(target, object)))) return same;
  const resources = await target.resources();
  const how = { config: target.config, manager: newManager(object), preview: request.preview };
  const made = await create(resources, object, how, request.run).catch((error: unknown) => {
    if (request.preview && isPreviewProblem(error)) return undefined;
    throw new Error(
      `resource "${request.urn}" was not successfully created by the Kubernetes API server: ${words(error)}`,
    );
  });
  if (!made) return same;
  const kept = (live: KubernetesObject) => state(live, plain(inputs), inputs, how.manager, object.apiVersion);
  if (request.preview) {
    const { status, ...planned } = made;
    return { id: "", outputs: kept(planned as KubernetesObject) };
  }
  try {
    const live = await awaited(resources, object, made, request);
    return { id: idOf(live), outputs: kept(live) };
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    const message = `resource "${request.urn}" was successfully created, but the Kubernetes API server reported that it failed to fully initialize or become live: ${error.message}`;
    throw initFailed(idOf(made), message, error.problems, kept((await resources.read(referenceTo(made))) ?? made));
  }
}

export async function updated(target: Target, olds: Values, inputs: Values, request: Request): Promise<Values> {
  const object = normalized(plain<Values>(inputs)) as unknown as KubernetesObject;
  if (request.preview && (holdsUnknown(object) || !(await known(target, object)))) return inputs;
  const resources = await target.resources();
  const before = recorded(olds);
  const manager = annotation(object, "pulumi.com/patchFieldManager") ?? before.manager ?? newManager(object);
  const name = String(metadataOf(before.live).name);
  const named = { ...object, metadata: { ...object.metadata, name } };
  const how: How = { config: target.config, manager, preview: request.preview, ignored: request.ignored };
  const kept = (live: KubernetesObject) =>
    state(live, plain(inputs), inputs, manager, before.initialApiVersion ?? object.apiVersion);
  const live = await resources.read(referenceTo(named));
  if (!live)
    throw new Error(`update of resource "${request.urn}" failed: ${object.kind} ${name} is not there any more`);
  try {
    const changed = await update(resources, named, live, how);
    return kept(request.preview ? changed : await awaited(resources, named, changed, request, live));
  } catch (error) {
    if (request.preview && error instanceof ApiError && error.code === 403) return inputs;
    const message = `the Kubernetes API server reported that "${idOf(named)}" failed to fully initialize or become live: ${words(error)}`;
    const problems = error instanceof NotReady ? error.problems : [];
    throw initFailed(idOf(named), message, problems, kept((await resources.read(referenceTo(named))) ?? live));
  }
}

async function awaited(
  resources: Resources,
  asked: KubernetesObject,
  made: KubernetesObject,
  request: Request,
  before?: KubernetesObject,
): Promise<KubernetesObject> {
  const rule = isOn(asked, "skipAwait") ? undefined : ruleFor(made);
  if (!rule) return made;
  return untilReady(resources, made, rule, { ...request.run, seconds: patience(asked, request) }, before);
}

/** Whether the server can be asked about it. */
async function known(target: Target, { apiVersion, kind }: KubernetesObject): Promise<boolean> {
  const resources = await target.reachable();
  return (await resources?.kind(apiVersion, kind)) !== undefined;
}

/** Dry runs need rights, a namespace, and a name that is free; without them a preview shows what it knows by itself. */
const isPreviewProblem = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 403 || error.about === "namespaces" || error.reason === "AlreadyExists");
