/** Answers of Read: what a real provider found, or what was recorded. */
import type * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { Found } from "./live";
import { create } from "./operations";
import type { ResourceType } from "./resourceType";
import { alike, type Values } from "./values";
import { fromStruct } from "./wire";

interface Recalled {
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Values;
}

/** Without `found`, nothing changes behind the engine's back: what was recorded is what is there. */
export function recall(type: ResourceType, request: messages.ReadRequest, found: Found | undefined): Recalled {
  const id = request.getId();
  const outputs = fromStruct(request.getProperties());
  const inputs = request.hasInputs() ? fromStruct(request.getInputs()) : outputs;
  if (found) {
    // What is compared with the recorded state has to be secret where that is.
    const now = alike(inputs, found.inputs);
    return { id: found.id, inputs: now, outputs: alike(outputs, create(type, now, false, found.computed).outputs) };
  }
  return Object.keys(outputs).length > 0 ? { id, inputs, outputs } : { id, ...existing(type, id) };
}

function existing(type: ResourceType, id: string): { inputs: Values; outputs: Values } {
  const inputs = type.existing?.(id);
  if (!inputs) throw new Error(`nothing with the id ${id}: a simulated provider knows only what it made itself`);
  return { inputs, outputs: create(type, inputs, false).outputs };
}
