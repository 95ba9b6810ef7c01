/** Names and their records. */
import type { RawSettings } from "../schema";
import { type CrossCheck, problem } from "./crossCheck";

/** Every name that gets a record, by the setting that names it. */
const names = ({ domain, service, matrixrtc }: RawSettings): readonly (readonly [path: string, name: string])[] => {
  const turn = service === "matrixrtc" ? matrixrtc?.livekit.turn : undefined;
  return [["domain", domain], ...(turn ? [["matrixrtc.livekit.turn.domain", turn.domain] as const] : [])];
};

export const zone: CrossCheck = {
  rule: "`domain` and `matrixrtc.livekit.turn.domain` are names inside `dns.zone`.",
  check: (settings) => {
    const zone = settings.dns?.zone;
    if (zone === undefined) return [];
    return names(settings)
      .filter(([, name]) => name !== zone && !name.endsWith(`.${zone}`))
      .map(([path, name]) => problem(path, `${name} is not inside the zone ${zone}`, "correct the name or `dns.zone`"));
  },
};

/** ddclient checks a TTL against the limits of any of its protocols, picked at random: below 300 it may come out as 300. */
export const dynamicTtl: CrossCheck = {
  rule: "`dns.ttl` is at least 300 with a dynamic address: ddclient sends nothing shorter reliably.",
  check: ({ dns }) =>
    dns && dns.address === "dynamic" && dns.ttl < 300
      ? [problem("dns.ttl", `is ${dns.ttl} with a dynamic address`, "at least 300, or leave it out")]
      : [],
};
