/**
 * `ignoreChanges` with server-side apply: fields that somebody else may set once an object is there, such as the number
 * of replicas with an autoscaler. As pulumi-kubernetes has it (`handleSSAIgnoreFields` in its pkg/await). Pure.
 */
import { isRecord, type Values } from "../../../../provider/protocol/values";
import type { KubernetesObject } from "../../../kubernetes/api";

/**
 * An object as it is to be applied: without the fields that only other managers have, and with ours as they are, because
 * leaving out what nobody else has would reset it.
 *
 * @param paths as in `spec.replicas`
 */
export const leftToOthers = (
  object: KubernetesObject,
  live: KubernetesObject,
  manager: string,
  paths: readonly string[],
): KubernetesObject =>
  paths.reduce((made, path) => {
    const keys = path.split(".");
    const managers = managersOf(live, keys);
    const theirs = managers.length > 0 && !managers.includes(manager);
    const now = theirs ? undefined : at(live, keys);
    return theirs || now !== undefined ? (set(made, keys, now) as KubernetesObject) : made;
  }, object);

function managersOf({ metadata }: KubernetesObject, keys: readonly string[]): string[] {
  const entries = (metadata.managedFields ?? []) as readonly { manager: string; fieldsV1?: Values }[];
  const fields = keys.map((key) => `f:${key}`);
  return entries.filter(({ fieldsV1 = {} }) => at(fieldsV1, fields) !== undefined).map(({ manager }) => manager);
}

const at = (node: unknown, keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inside, key) => (isRecord(inside) ? inside[key] : undefined), node);

/** A copy with another value there; undefined takes the field away. */
function set(node: Values, [key = "", ...rest]: readonly string[], value: unknown): Values {
  const { [key]: before, ...others } = node;
  const after = rest.length > 0 ? set(isRecord(before) ? before : {}, rest, value) : value;
  return after === undefined ? others : { ...others, [key]: after };
}
