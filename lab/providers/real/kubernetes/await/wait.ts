/** Waits for objects: to become ready, or to be gone. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Run } from "../../../../../provider/protocol/live";
import type { KubernetesObject } from "../../../../kubernetes/api";
import { ifMissing, NoSuchKind, type Resources } from "../../../../kubernetes/resources";
import { NotReady } from "../failure";
import type { Others, Readiness, Rule } from "./rule";

/** Between two looks at what is known here: the server is not asked, it tells. */
const interval = 100;
/** Milliseconds between two reports of the same problems. */
const reminding = 10_000;

export interface Patience extends Pick<Run, "signal" | "log"> {
  readonly seconds: number;
}

/** The object once it is ready. Rejects with NotReady when time is up, waiting is no use, or the engine cancels. */
export async function untilReady(
  resources: Resources,
  object: KubernetesObject,
  rule: Rule,
  patience: Patience,
  before?: KubernetesObject,
): Promise<KubernetesObject> {
  const look = looker(resources, object, rule, before);
  const say = speaker(patience);
  const { name } = object.metadata;
  const end = Date.now() + patience.seconds * 1000;
  let last: Readiness = { ready: false, progress: "", problems: [] };
  for (;;) {
    const seen = await look();
    if (!seen) throw new NotReady(`'${name}' was deleted while it was waited for`, []);
    last = seen.readiness;
    if (last.ready) return seen.object;
    say(last);
    if (last.failed) throw new NotReady(`'${name}' failed`, last.problems);
    if (patience.signal.aborted) throw new NotReady(`Resource operation was cancelled for "${name}"`, last.problems);
    if (Date.now() > end) throw new NotReady(`'${name}' timed out waiting to be Ready`, last.problems);
    await sleep(interval, undefined, { signal: patience.signal }).catch(() => {});
  }
}

/** What keeps an object from being ready at this moment. */
export async function problemsNow(
  resources: Resources,
  object: KubernetesObject,
  rule: Rule,
): Promise<readonly string[]> {
  // Nobody has watched it: what is there now has been there long enough.
  const seen = await looker(resources, object, rule, object, Number.POSITIVE_INFINITY)();
  return seen && !seen.readiness.ready ? [seen.readiness.progress, ...seen.readiness.problems] : [];
}

/** Until the object is gone; another one of its name is another one. */
export async function untilGone(resources: Resources, object: KubernetesObject, patience: Patience): Promise<void> {
  const end = Date.now() + patience.seconds * 1000;
  for (;;) {
    const now = await resources.watches.of(object, object.metadata.namespace).now(object).catch(ifKindGone);
    if (!now) return;
    const { name, finalizers = [] } = now.metadata;
    const why = finalizers.length > 0 ? [`finalizers might be preventing deletion (${finalizers.join(", ")})`] : [];
    if (patience.signal.aborted) throw new NotReady(`Resource operation was cancelled for "${name}"`, why);
    if (Date.now() > end) throw new NotReady(`'${name}' timed out waiting to be deleted`, [...why, ...left(now)]);
    await sleep(interval, undefined, { signal: patience.signal }).catch(() => {});
  }
}

/** Objects go with the definition of their kind. */
const ifKindGone = (error: unknown): undefined => (error instanceof NoSuchKind ? undefined : ifMissing(error));

/** Looks at the object and at what its rule asks for, and remembers since when the latter has been as it is. */
function looker(resources: Resources, made: KubernetesObject, rule: Rule, before?: KubernetesObject, quietBefore = 0) {
  let marks = "";
  let since = Date.now();
  return async () => {
    const { namespace = "default" } = made.metadata;
    const object = await resources.watches.of(made, namespace).now(made);
    if (!object) return undefined;
    const kinds = Object.entries(rule.needs).map(
      async ([kind, apiVersion]): Promise<[string, KubernetesObject[]]> => [
        kind,
        await resources.watches.of({ apiVersion, kind }, namespace).all(),
      ],
    );
    const others: Others = Object.fromEntries(await Promise.all(kinds));
    const now = JSON.stringify(Object.values(others).map((all) => all.map((one) => one.metadata.resourceVersion)));
    if (now !== marks) since = Date.now();
    marks = now;
    const quiet = (Date.now() - since) / 1000 + quietBefore;
    return { object, readiness: rule.judge({ object, others, before, quiet }) };
  };
}

/** Shows progress when it changes, and problems again and again. */
function speaker({ log }: Patience): (readiness: Readiness) => void {
  let said = "";
  let reminded = Date.now();
  return ({ progress, problems }) => {
    if (progress !== said) log(progress);
    said = progress;
    if (Date.now() - reminded < reminding) return;
    reminded = Date.now();
    for (const problem of problems) log(problem);
  };
}

/** What a namespace says of what is still in it. */
function left(object: KubernetesObject): string[] {
  const { status } = object as { status?: { conditions?: readonly { status: string; message?: string }[] } };
  return (status?.conditions ?? []).flatMap((one) => (one.status === "True" && one.message ? [one.message] : []));
}
