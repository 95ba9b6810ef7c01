/**
 * One address record that is ours among records that are not: what may be added, changed and removed. No network here.
 *
 * Ours is what the run before put there. A record that already says what we would say is accepted, but it stays its
 * owner's: destroying the stack leaves it (unless `adopt` hands it over). Any other record at the name is an error.
 */

export interface AddressRecord {
  /** Full name, without a dot at the end. */
  readonly name: string;
  readonly zone: string;
  /** IPv4 address. */
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
}

/** What a run leaves behind for the next one. Holds no secrets. */
export interface Placed extends AddressRecord {
  /** False for an identical record that was there before us. */
  readonly owned: boolean;
  /** True when the store had to make the name itself first, as Loopia does with subdomains. */
  readonly madeName: boolean;
}

/** Records at a name that matter to an address record: other addresses, and an alias. */
export interface Existing {
  readonly type: "A" | "CNAME";
  readonly value: string;
  readonly ttl: number;
}

/** A zone that can be read and changed. Each change fails when the zone is no longer as it was read. */
export interface RecordStore {
  read(name: string): Promise<readonly Existing[]>;
  /** True when the name itself had to be made. */
  add(record: AddressRecord): Promise<boolean>;
  change(from: Existing, to: AddressRecord): Promise<void>;
  /** Removes exactly this record, and the name if it was made for it and holds nothing else. */
  remove(record: Placed): Promise<void>;
}

/** Something that the operator has to see to: what is wrong, and what to do. Never holds a secret. */
export class DnsProblem extends Error {}

/** Makes the name point to the address; `before` is what the last run put there. */
export async function applyRecord(
  store: RecordStore,
  wanted: AddressRecord,
  before: Placed | undefined,
  adopt = false,
): Promise<Placed> {
  const ours = before?.owned && before.name === wanted.name ? before : undefined;
  const existing = await store.read(wanted.name);
  const [only] = existing;
  const { name, zone, value, ttl } = wanted;
  let placed: Placed = { name, zone, value, ttl, owned: true, madeName: ours?.madeName ?? false };
  if (!only) placed = { ...placed, madeName: (await store.add(wanted)) || placed.madeName };
  else if (existing.length > 1 || only.type !== "A") throw foreign(wanted, existing);
  else if (only.value === ours?.value || (adopt && only.value === wanted.value)) {
    if (only.value !== wanted.value || only.ttl !== wanted.ttl) await store.change(only, wanted);
  } else if (only.value === wanted.value) {
    // Also after a run that was killed before it could tell what it had put there: it is then nobody's, and stays.
    return { ...placed, ttl: only.ttl, owned: ours !== undefined };
  } else throw foreign(wanted, existing);
  // The name itself changed: the new one works by now, the old one goes.
  if (before?.owned && before.name !== wanted.name) await removeRecord(store, before);
  return placed;
}

/** Removes what the last run put there, if it still stands there unchanged. Says what it did. */
export async function removeRecord(store: RecordStore, before: Placed | undefined): Promise<string> {
  if (!before) return "no record of ours is known: nothing to remove";
  if (!before.owned) return `${before.name} A ${before.value} was there before Parley and stays`;
  const existing = await store.read(before.name);
  if (!existing.some((record) => record.type === "A" && record.value === before.value)) {
    return existing.length === 0
      ? `${before.name} has no record any more: nothing to remove`
      : `${before.name} is ${describe(existing)} by now, which is not ours, and stays`;
  }
  await store.remove(before);
  return `${before.name} A ${before.value} is removed`;
}

const describe = (existing: readonly Existing[]): string =>
  existing.map((record) => `${record.type} ${record.value}`).join(", ");

const foreign = (wanted: AddressRecord, existing: readonly Existing[]): DnsProblem =>
  new DnsProblem(
    `${wanted.name} already has a record that is not Parley's: ${describe(existing)}; it should be A ${wanted.value}. ` +
      "Nothing was changed. Remove that record yourself, or set `dns.provider: manual` and keep the name yourself.",
  );
