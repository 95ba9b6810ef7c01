/** What the engine keeps of an object: as the cluster has it, with what was asked for, and secret where that was. Pure. */

import {
  holdsSecret,
  isRecord,
  isSecret,
  isUnknown,
  plain,
  secret,
  type Values,
} from "../../../../provider/protocol/values";
import type { KubernetesObject } from "../../../kubernetes/api";

const inputsKey = "__inputs";
const managerKey = "__fieldManager";
const apiVersionKey = "__initialApiVersion";

/** Recorded state, taken apart; everything without marks of secrecy. */
export interface Recorded {
  readonly inputs: Values;
  readonly live: Values;
  /** As whom the provider applies. */
  readonly manager: string | undefined;
  readonly initialApiVersion: string | undefined;
}

export function recorded(state: Values): Recorded {
  const { [inputsKey]: inputs, [managerKey]: manager, [apiVersionKey]: version, ...live } = plain<Values>(state);
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  return { inputs: isRecord(inputs) ? inputs : {}, live, manager: text(manager), initialApiVersion: text(version) };
}

/** @param given the inputs with their marks of secrecy */
export function state(live: Values, inputs: Values, given: Values, manager: string, initialApiVersion: string): Values {
  return {
    ...hidden(live, given),
    [inputsKey]: hidden(inputs, given),
    [managerKey]: manager,
    [apiVersionKey]: initialApiVersion,
  };
}

/** `values`, secret wherever `given` is; what a Secret holds always. */
export function hidden(values: Values, given: Values): Values {
  if (values.kind === "Secret") {
    const own = ["data", "stringData"].filter((key) => values[key] !== undefined);
    return { ...values, ...Object.fromEntries(own.map((key) => [key, secret(values[key])])) };
  }
  const entries = Object.entries(values).map(([key, value]): [string, unknown] => {
    const model = given[key];
    if (!holdsSecret(model)) return [key, value];
    const within = isRecord(value) && isRecord(model) && !isSecret(model);
    return [key, within ? hidden(value, model) : secret(value)];
  });
  return Object.fromEntries(entries);
}

/** A Secret's text as the server keeps it, which is base64. */
export function normalized(object: Values): Values {
  if (object.kind !== "Secret") return object;
  const { stringData, ...others } = object;
  if (!isRecord(stringData) || Object.keys(stringData).length === 0) return object;
  const entries = Object.entries(stringData).map(([key, text]) => [key, isUnknown(text) ? text : base64(String(text))]);
  return { ...others, data: { ...(isRecord(others.data) ? others.data : {}), ...Object.fromEntries(entries) } };
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** Of what is there, the part that was asked for: what the server has filled in is no difference. */
export function pruned(live: unknown, asked: unknown): unknown {
  if (Array.isArray(live) && Array.isArray(asked)) {
    return live.map((item, index) => (index < asked.length ? pruned(item, asked[index]) : item));
  }
  if (!isRecord(live) || !isRecord(asked)) return live;
  return Object.fromEntries(
    Object.entries(live)
      .filter(([key]) => key in asked)
      .map(([key, value]) => [key, pruned(value, asked[key])]),
  );
}

/** What a program would have to say to get an object of which nothing was recorded. */
export function importable(live: KubernetesObject): Values {
  const { status, ...object } = live;
  const { creationTimestamp, generation, managedFields, resourceVersion, uid, ...metadata } = live.metadata;
  const drop = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([name]) => !drop.includes(name));
  return {
    ...object,
    metadata: { ...metadata, ...(annotations.length > 0 ? { annotations: Object.fromEntries(annotations) } : {}) },
  };
}
