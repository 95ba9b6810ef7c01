/**
 * `parley dns-record apply|remove`: what Pulumi runs to keep the name's static record.
 *
 * One JSON document on standard input, because it holds the credentials. What stands in the zone afterwards goes to
 * standard output as one JSON line without secrets; Pulumi hands it to the next run as PULUMI_COMMAND_STDOUT.
 */
import { isIPv4 } from "node:net";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { LoopiaZone } from "../components/dns/loopia";
import { applyRecord, DnsProblem, type Placed, type RecordStore, removeRecord } from "../components/dns/ownRecord";
import { Rfc2136Zone } from "../components/dns/rfc2136";
import { UserError } from "./userError";

const placed = z.object({
  name: z.string(),
  zone: z.string(),
  value: z.string(),
  ttl: z.number(),
  owned: z.boolean(),
  madeName: z.boolean(),
});

const record = {
  name: z.string().min(1),
  zone: z.string().min(1),
  type: z.literal("A").default("A"),
  value: z.string().refine((value) => isIPv4(value), "is not an IPv4 address"),
  ttl: z.int().positive(),
  /** Take over an identical record that somebody else made: destroying the stack then removes it. */
  adopt: z.boolean().default(false),
  /** What the last run printed; PULUMI_COMMAND_STDOUT when left out. */
  previous: placed.optional(),
};

const request = z.discriminatedUnion("provider", [
  z.object({
    provider: z.literal("loopia"),
    ...record,
    user: z.string(),
    password: z.string(),
    url: z.url().optional(),
  }),
  z.object({
    provider: z.literal("rfc2136"),
    ...record,
    server: z.string(),
    port: z.int().default(53),
    keyName: z.string(),
    keyAlgorithm: z.enum(["hmac-sha256", "hmac-sha384", "hmac-sha512"]),
    keySecret: z.string(),
  }),
]);

/** The document that `dnsRecord` reads. */
export type DnsRecordRequest = z.input<typeof request>;

/** Does what the document on standard input says: `apply` or `remove`. */
export async function dnsRecord(action: string): Promise<void> {
  if (action !== "apply" && action !== "remove") throw new UserError(`dns-record ${action}: apply or remove?`, 2);
  const parsed = request.safeParse(parseJson(await text(process.stdin)));
  if (!parsed.success) {
    const paths = parsed.error.issues.map((issue) => `${issue.path.join(".") || "document"}: ${issue.message}`);
    throw new UserError(`The record's description on standard input is not usable: ${paths.join("; ")}`, 2);
  }
  const wanted = parsed.data;
  const before = wanted.previous ?? previousOutput(process.env.PULUMI_COMMAND_STDOUT);
  try {
    if (action === "remove") {
      process.stderr.write(`${await removeRecord(store(wanted, before?.zone ?? wanted.zone), before)}\n`);
      return;
    }
    if (before && before.zone !== wanted.zone) await removeRecord(store(wanted, before.zone), before);
    const same = before?.zone === wanted.zone ? before : undefined;
    const result = await applyRecord(store(wanted, wanted.zone), pick(wanted), same, wanted.adopt);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } catch (error) {
    if (error instanceof DnsProblem) throw new UserError(error.message);
    throw error;
  }
}

function store(wanted: z.output<typeof request>, zone: string): RecordStore {
  if (wanted.provider === "loopia") {
    const { user, password, url } = wanted;
    return new LoopiaZone({ user, password, zone, ...(url ? { url } : {}) });
  }
  const key = { name: wanted.keyName, algorithm: wanted.keyAlgorithm, secret: wanted.keySecret };
  return new Rfc2136Zone({ server: wanted.server, port: wanted.port, zone, key });
}

const pick = ({ name, zone, value, ttl }: z.output<typeof request>) => ({ name, zone, value, ttl });

/** A parse error would quote the document, and with it the password. */
function parseJson(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    throw new UserError("Standard input is not a JSON document.", 2);
  }
}

/** The last line that the run before printed; undefined for the first run, or after one that failed. */
function previousOutput(output: string | undefined): Placed | undefined {
  try {
    return placed.parse(JSON.parse(output?.trim().split("\n").at(-1) ?? ""));
  } catch {
    return undefined;
  }
}
