/** Names and their records. */
import { type CrossCheck, problem } from "./crossCheck";

export const zone: CrossCheck = {
  rule: "`domain` is a name inside `dns.zone`.",
  check: ({ domain, dns }) =>
    dns && domain !== dns.zone && !domain.endsWith(`.${dns.zone}`)
      ? [problem("domain", `${domain} is not inside the zone ${dns.zone}`, "correct the domain or `dns.zone`")]
      : [],
};

/** ddclient checks a TTL against the limits of any of its protocols, picked at random: below 300 it may come out as 300. */
export const dynamicTtl: CrossCheck = {
  rule: "`dns.ttl` is at least 300 with a dynamic address: ddclient sends nothing shorter reliably.",
  check: ({ dns }) =>
    dns && dns.address === "dynamic" && dns.ttl < 300
      ? [problem("dns.ttl", `is ${dns.ttl} with a dynamic address`, "at least 300, or leave it out")]
      : [],
};
