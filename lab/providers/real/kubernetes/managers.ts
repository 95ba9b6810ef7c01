/** Whose fields are whose: taking over what kubectl, or this provider's own create, has written. Pure. */

import { isRecord, type Values } from "../../../../provider/protocol/values";
import type { KubernetesObject } from "../../../kubernetes/api";

interface Entry extends Values {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly subresource?: string;
  readonly fieldsV1?: Values;
}

/** As whom the provider creates objects; it applies later changes under a name of the resource's own. */
export const creator = "pulumi-kubernetes";

/** Beginnings of names: `kubectl` stands for `kubectl-edit` and `kubectl-client-side-apply` as well. */
const taken: readonly Pick<Entry, "manager" | "operation">[] = [
  { manager: "kubectl", operation: "Apply" },
  { manager: "kubectl", operation: "Update" },
  { manager: "before-first-apply", operation: "Update" },
  { manager: creator, operation: "Update" },
  { manager: "pulumi-resource-kubernetes", operation: "Update" },
];

/**
 * A JSON patch that makes `manager` the owner of those fields; undefined when there is nothing to take over. What came
 * in by a subresource, like `kubectl scale`, stays another's, and a change of it is a conflict.
 */
export function takeover(live: KubernetesObject, manager: string): object[] | undefined {
  const entries = (live.metadata.managedFields ?? []) as readonly Entry[];
  const own = entries.find((one) => one.manager === manager && one.operation === "Apply");
  const others = entries.filter((one) => one !== own && isTaken(one));
  if (others.length === 0) return undefined;
  const whole = [...(own ? [own] : []), ...others];
  const merged = {
    ...whole[0],
    manager,
    operation: "Apply",
    fieldsV1: whole.reduce<Values>((fields, one) => union(fields, one.fieldsV1 ?? {}), {}),
  };
  const rest = entries.filter((one) => !whole.includes(one));
  return [
    { op: "replace", path: "/metadata/managedFields", value: [...rest, merged] },
    // Somebody else may be changing it at this moment.
    { op: "replace", path: "/metadata/resourceVersion", value: live.metadata.resourceVersion },
  ];
}

const isTaken = (entry: Entry): boolean =>
  !entry.subresource &&
  taken.some(({ manager, operation }) => entry.manager.startsWith(manager) && entry.operation === operation);

function union(one: Values, other: Values): Values {
  const entries = Object.entries(other).map(([key, value]): [string, unknown] => {
    const before = one[key];
    return [key, isRecord(before) && isRecord(value) ? union(before, value) : value];
  });
  return { ...one, ...Object.fromEntries(entries) };
}
