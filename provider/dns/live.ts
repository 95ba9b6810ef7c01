/** Sets address records, looks after them and takes them away. */
import type { Known, Live } from "../protocol/live";
import type { Plain } from "../protocol/resourceType";
import { applyRecord, type Existing, type Placed, type RecordStore, removeRecord } from "./ownRecord";
import { type RecordInputs, recordInputs } from "./type";

export const record: Live = {
  create: async (given) => {
    const inputs = recordInputs.parse(given);
    return { id: inputs.name, computed: computed(await apply(inputs, undefined)) };
  },
  update: async (known, given) => {
    const inputs = recordInputs.parse(given);
    const before = placed(known);
    if (before.zone !== inputs.zone) await removeRecord(await storeOf(inputs, before.zone), before);
    return computed(await apply(inputs, before.zone === inputs.zone ? before : undefined));
  },
  read: async (known) => {
    const inputs = recorded(known);
    const before = placed(known);
    const existing = await (await storeOf(inputs, inputs.zone)).read(inputs.name);
    if (existing.length === 0) return undefined;
    return {
      id: known.id,
      inputs: { ...inputs, ...standing(inputs, before, existing) },
      computed: { ...computed(before), set: known.outputs.set },
    };
  },
  delete: async (known, run) => {
    // Not what a refresh found: only what we put there goes.
    const before = { ...placed(known), value: String(known.outputs.set) };
    run.log(await removeRecord(await storeOf(recorded(known), before.zone), before));
  },
};

const apply = async (inputs: RecordInputs, before: Placed | undefined): Promise<Placed> => {
  const { name, zone, value, ttl } = inputs;
  return applyRecord(await storeOf(inputs, zone), { name, zone, value, ttl }, before, inputs.adopt);
};

const computed = ({ owned, madeName, value }: Placed): Plain => ({ owned, madeName, set: value });

/** What stands at the name, in the words of the inputs. Somebody else's record keeps its own time to live. */
function standing(
  { ttl }: RecordInputs,
  { owned }: Placed,
  existing: readonly Existing[],
): { value: string; ttl: number } {
  const [only] = existing;
  if (only && existing.length === 1 && only.type === "A") return { value: only.value, ttl: owned ? only.ttl : ttl };
  return { value: existing.map(({ type, value }) => `${type} ${value}`).join(", "), ttl };
}

/** Loaded only when a record is to be seen to. */
async function storeOf(inputs: RecordInputs, zone: string): Promise<RecordStore> {
  if (inputs.provider === "loopia") {
    const { user, password, url } = inputs;
    const { LoopiaZone } = await import("./loopia");
    return new LoopiaZone({ user, password, zone, ...(url ? { url } : {}) });
  }
  const { server, port, keyName, keyAlgorithm, keySecret } = inputs;
  const { Rfc2136Zone } = await import("./rfc2136");
  return new Rfc2136Zone({ server, port, zone, key: { name: keyName, algorithm: keyAlgorithm, secret: keySecret } });
}

function placed({ outputs }: Known): Placed {
  const { name, zone, value, ttl, owned, madeName } = outputs;
  return {
    name: String(name),
    zone: String(zone),
    value: String(value),
    ttl: Number(ttl),
    owned: owned === true,
    madeName: madeName === true,
  };
}

/** A refresh may have found a value that no program could say. */
function recorded({ inputs }: Known): RecordInputs {
  const parsed = recordInputs.safeParse({ ...inputs, value: "192.0.2.1" });
  if (!parsed.success)
    throw new Error("A record cannot be imported: let the program set it; one that is the same is taken as it is.");
  return { ...parsed.data, value: String(inputs.value) };
}
