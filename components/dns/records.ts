/** The records of an environment, as data. */
import { namesOf, type Settings } from "../../settings/settings";
import type { DnsRecordSpec } from "../planned";

/** An A record for each name, at the edge's public address: the service's own first. */
export const dnsRecords = (settings: Settings): DnsRecordSpec[] => {
  const { dns } = settings;
  if (!dns) return [];
  const { zone, address: value, ttl, provider } = dns;
  return namesOf(settings).map((name) => ({ name, zone, type: "A", value, ttl, provider }));
};

/** Those that are set from the operator's machine. */
export const fixedRecords = (settings: Settings): DnsRecordSpec[] =>
  dnsRecords(settings).filter(({ provider, value }) => provider !== "manual" && value !== "dynamic");
