/** The resource type `parley-remote:dns:AddressRecord`, apart from what it really does. */
import { z } from "zod";
import type { ResourceType } from "../protocol/resourceType";

const record = {
  /** Full name, without a dot at the end. */
  name: z.string().min(1),
  zone: z.string().min(1),
  value: z.ipv4("is not an IPv4 address"),
  /** Seconds. */
  ttl: z.int().positive(),
  /** Take over an identical record that somebody else made: destroying the stack then removes it. */
  adopt: z.boolean().optional(),
};

export const recordInputs = z.discriminatedUnion("provider", [
  z.strictObject({
    provider: z.literal("loopia"),
    ...record,
    user: z.string(),
    password: z.string(),
    /** Only tests ask another server. */
    url: z.url().optional(),
  }),
  z.strictObject({
    provider: z.literal("rfc2136"),
    ...record,
    server: z.string(),
    port: z.int(),
    keyName: z.string(),
    keyAlgorithm: z.enum(["hmac-sha256", "hmac-sha384", "hmac-sha512"]),
    keySecret: z.string(),
  }),
]);

export type RecordInputs = z.output<typeof recordInputs>;
export type RecordArgs = z.input<typeof recordInputs>;

export const recordType: ResourceType = {
  inputs: recordInputs,
  // Somebody else keeps the zone: set it there first, then remove it here.
  replacedBy: () => ["provider"],
  // Whether the record is ours to remove, whether its name is, and the address that we set last.
  computed: { owned: () => true, madeName: () => false, set: ({ value }) => value },
  renewed: ["set"],
  id: ({ name }) => String(name),
};
