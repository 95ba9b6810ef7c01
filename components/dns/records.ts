/** The records of an environment, as data. */
import type { Settings } from "../../settings/settings";
import type { DnsRecordSpec } from "../planned";

/** One A record: the service's name at the edge's public address. */
export const dnsRecords = ({ dns, domain }: Settings): DnsRecordSpec[] =>
  dns ? [{ name: domain, zone: dns.zone, type: "A", value: dns.address, ttl: dns.ttl, provider: dns.provider }] : [];
