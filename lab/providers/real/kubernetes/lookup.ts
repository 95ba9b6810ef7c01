/** Looking at an object, and removing it. */

import { plain, type Values } from "../../../../provider/protocol/values";
import type { KubernetesObject } from "../../../kubernetes/api";
import { NoSuchKind, referenceTo } from "../../../kubernetes/resources";
import { on } from "../../kubernetes/immutable";
import { ruleFor } from "./await/rules";
import { problemsNow, untilGone } from "./await/wait";
import { remove } from "./change";
import { initFailed, NotReady } from "./failure";
import { isOn, kindOf, partsOf } from "./names";
import { newManager, patience, type Request, words } from "./request";
import { hidden, importable, normalized, pruned, recorded, state } from "./state";
import type { Target } from "./target";

/** What is there now; undefined when it is gone. */
export async function found(target: Target, id: string, olds: Values, inputs: Values, request: Request) {
  const resources = await target.resources().catch((error: unknown) => {
    if (on(target.config.deleteUnreachable)) return undefined;
    throw new Error(
      `failed to read resource state due to unreachable cluster: ${words(error)}. If the cluster was deleted, you can remove this resource from Pulumi state with the provider's deleteUnreachable.`,
    );
  });
  if (!resources) return undefined;
  const before = recorded(olds);
  const kind = kindOf(request.token);
  if (!kind) throw new Error(`the lab's kubernetes provider has no resource type ${request.token}`);
  const { name, namespace } = partsOf(id);
  const live = await resources.read({ ...kind, name, namespace }).catch((error: unknown) => {
    if (error instanceof NoSuchKind) return undefined;
    throw error;
  });
  if (!live) return undefined;
  const asked = normalized(plain<Values>(inputs));
  const now = Object.keys(asked).length > 0 ? (pruned(live, asked) as Values) : importable(live);
  const manager = before.manager ?? newManager(live);
  const outputs = state(live, now, inputs, manager, before.initialApiVersion ?? kind.apiVersion);
  const rule = Object.keys(asked).length > 0 && !isOn(asked, "skipAwait") ? ruleFor(live) : undefined;
  const problems = rule ? await problemsNow(resources, live, rule) : [];
  if (problems.length > 0) {
    const message = `Resource '${name}' was created but failed to initialize`;
    throw initFailed(id, message, problems, outputs, hidden(now, inputs));
  }
  return { id, inputs: hidden(now, inputs), outputs };
}

export async function removed(target: Target, olds: Values, request: Request): Promise<void> {
  const resources = await target.resources().catch((error: unknown) => {
    if (on(target.config.deleteUnreachable)) return undefined;
    throw error;
  });
  const { live, inputs } = recorded(olds);
  const object = live as unknown as KubernetesObject;
  const there = await resources?.read(referenceTo(object)).catch((error: unknown) => {
    // Objects go with the definition of their kind.
    if (error instanceof NoSuchKind) return undefined;
    throw error;
  });
  if (!resources || !there) return;
  await remove(resources, there);
  if (isOn(inputs, "skipAwait")) return;
  await untilGone(resources, there, { ...request.run, seconds: patience(inputs, request) }).catch((error: unknown) => {
    throw error instanceof NotReady ? new Error([error.message, ...error.problems].join("\n")) : error;
  });
}
