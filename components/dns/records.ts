/** The records of an environment, as data. */
import { otherNames, type Settings } from "../../settings/settings";
import type { DnsRecordSpec } from "../planned";

/** An A record for each name, at the edge's public address: the service's own first. */
export const dnsRecords = (settings: Settings): DnsRecordSpec[] => {
  const { dns, domain } = settings;
  return dns
    ? [domain, ...otherNames(settings)].map((name) => ({
        ...{ name, zone: dns.zone, type: "A", value: dns.address, ttl: dns.ttl, provider: dns.provider },
      }))
    : [];
};

/** Those that are set from the operator's machine. */
export const fixedRecords = (settings: Settings): DnsRecordSpec[] =>
  dnsRecords(settings).filter(({ provider, value }) => provider !== "manual" && value !== "dynamic");

/** What tells what belongs to this name from what belongs to `domain` itself; nothing for `domain`. */
export const nameSuffix = ({ domain }: Pick<Settings, "domain">, name: string): string =>
  name === domain ? "" : `-${name.replaceAll(".", "-")}`;
