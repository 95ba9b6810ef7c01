/** Whether an object has to change, and whether in place. Pure. */
import type { Change } from "../../../../provider/protocol/diff";
import { changes } from "../../../../provider/protocol/diff";
import type { Plain } from "../../../../provider/protocol/resourceType";
import { plain, type Values } from "../../../../provider/protocol/values";
import { immutable } from "../../kubernetes/immutable";
import { inNamespace, isAutonamed, isNamed, metadataOf } from "./names";
import { normalized, pruned, recorded } from "./state";

export interface Difference {
  readonly changes: readonly Change[];
  readonly deleteBeforeReplace: boolean;
}

/**
 * What is there, as far as it was asked for, against what is asked for now.
 *
 * @param namespaced whether the kind has namespaces
 */
export function difference(olds: Values, news: Values, namespaced: boolean, config: Plain): Difference {
  const { inputs, live } = recorded(olds);
  const asked = normalized(plain<Values>(news));
  const before = pruned(live, normalized(inputs)) as Values;
  const place = (object: Values) =>
    inNamespace(object, namespaced ? String(metadataOf(object).namespace ?? "default") : undefined);
  const old = place({ ...before, metadata: { ...metadataOf(before), name: metadataOf(live).name } });
  const now = place(
    isNamed(asked) ? asked : { ...asked, metadata: { ...metadataOf(asked), name: metadataOf(live).name } },
  );
  const fixed = ["metadata.name", "metadata.namespace", ...immutable(asked, config)];
  const found = changes(withoutVersion(old), withoutVersion(now), fixed);
  const sameName = isNamed(asked) && !isAutonamed(asked) && metadataOf(now).name === metadataOf(live).name;
  const samePlace = metadataOf(now).namespace === metadataOf(place(live)).namespace;
  return {
    changes: found,
    // Two objects cannot have one name.
    deleteBeforeReplace: found.some((one) => one.replace) && sameName && samePlace,
  };
}

function withoutVersion(object: Values): Values {
  const { resourceVersion, ...metadata } = metadataOf(object);
  return { ...object, metadata };
}
