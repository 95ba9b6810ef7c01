/** The life of a resource, free of the wire: what each operation answers. */
import { type Failure, failures } from "./check";
import { changes } from "./diff";
import type { Plain, Provider, ResourceType } from "./resourceType";
import { holdsSecret, plain, secret, unknownValue, type Values, withValue } from "./values";

/** Completed inputs, and what is wrong with them. */
export function check(type: ResourceType, name: string, olds: Values | undefined, news: Values) {
  const inputs = type.fill?.(news, { name, olds: olds && plain<Plain>(olds) }) ?? news;
  return { inputs, failures: failures(type.inputs, inputs) };
}

/** Completed configuration of a provider, and what is wrong with it. */
export function checkConfig(provider: Provider, news: Values): { inputs: Values; failures: Failure[] } {
  // The engine's own entries travel with the configuration.
  const { version, pluginDownloadURL, __internal, ...own } = news;
  return { inputs: news, failures: failures(provider.config, own) };
}

export function diff(type: ResourceType, config: Plain, olds: Values, news: Values) {
  const given = plain<Plain>(news);
  const found = changes(olds, news, type.replacedBy(given, config));
  const replaces = found.some((change) => change.replace);
  return {
    changes: found,
    deleteBeforeReplace: replaces && (type.deleteBeforeReplace?.(plain(olds), given) ?? false),
  };
}

/** Outputs of a new resource; in a preview everything computed is unknown. `computed` are those of a real one. */
export function create(
  type: ResourceType,
  inputs: Values,
  preview: boolean,
  computed?: Plain,
): { id: string; outputs: Values } {
  const outputs = complete(type, inputs, (path, before) => {
    if (computed) return lookup(computed, path);
    return preview ? unknownValue : type.computed?.[path]?.(plain(inputs), plain(before));
  });
  if (computed) return { id: "", outputs };
  return { id: preview ? "" : type.id(plain(inputs), plain(outputs)), outputs };
}

/** Outputs after an update: what the type renews is made anew, everything else computed stays. */
export function update(type: ResourceType, olds: Values, inputs: Values, preview: boolean, computed?: Plain): Values {
  return complete(type, inputs, (path, before) => {
    if (computed) return lookup(computed, path);
    const kept = lookup(plain(olds), path);
    if (!type.renewed?.includes(path) && kept !== undefined) return kept;
    return preview ? unknownValue : type.computed?.[path]?.(plain(inputs), plain(before));
  });
}

function complete(type: ResourceType, inputs: Values, make: (path: string, before: Values) => unknown): Values {
  const tainted = holdsSecret(inputs);
  let outputs: Values = { ...type.defaults, ...inputs };
  for (const path of Object.keys(type.computed ?? {})) {
    if (lookup(plain(inputs), path) !== undefined) continue;
    const value = make(path, outputs);
    if (value === undefined) continue;
    const hide = type.secret?.includes(path) || (tainted && type.tainted?.includes(path));
    outputs = withValue(outputs, path, hide ? secret(value) : value);
  }
  for (const name of type.secret ?? []) {
    if (outputs[name] !== undefined) outputs[name] = secret(outputs[name]);
  }
  return outputs;
}

function lookup(values: Plain, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Plain | undefined)?.[key], values);
}
