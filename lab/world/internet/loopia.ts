/**
 * Loopia's XML-RPC API, simulated: the real API's methods, status strings and shapes of answers, as its published clients
 * expect them. Nobody here has asked the real one.
 */
import { XMLParser } from "fast-xml-parser";

export interface LoopiaRecord {
  readonly type: string;
  readonly ttl: number;
  readonly priority: number;
  readonly rdata: string;
  readonly record_id: number;
}

type Value = string | number | { readonly [name: string]: Value };

export class SimulatedLoopia {
  private readonly zone = new Map<string, LoopiaRecord[]>();
  private lastId = 1;

  constructor(
    private readonly account: { readonly user: string; readonly password: string; readonly domain: string },
    records: readonly { readonly subdomain: string; readonly type: string; readonly rdata: string }[],
  ) {
    for (const { subdomain, ...record } of records) {
      this.zone.set(subdomain, [
        ...(this.zone.get(subdomain) ?? []),
        this.record({ ...record, ttl: 3600, priority: 0 }),
      ]);
    }
  }

  /**
   * Answers one call.
   *
   * @param refusals status to refuse a method with, by its name: what the real API does when it is asked too often, say
   */
  answer(body: string, refusals: ReadonlyMap<string, string> = new Map()): string {
    const { methodName, params } = parser.parse(body).methodCall as Request;
    const [user, password, domain, subdomain, argument] = params.param.map((one) => decoded(one.value));
    const listed = methodName === "getZoneRecords" || methodName === "getSubdomains";
    const status = (text: string) =>
      response(listed ? array([`<string>${text}</string>`]) : `<string>${text}</string>`);
    if (user !== this.account.user || password !== this.account.password) return status("AUTH_ERROR");
    const refusal = refusals.get(methodName);
    if (refusal !== undefined) return status(refusal);
    if (domain !== this.account.domain) return status("UNKNOWN_ERROR");
    if (methodName === "getSubdomains")
      return response(array([...this.zone.keys()].map((n) => `<string>${n}</string>`)));
    const name = String(subdomain);
    if (methodName === "getZoneRecords") return response(array((this.zone.get(name) ?? []).map(struct)));
    const done = this.change(methodName, name, argument);
    return done === undefined ? fault("no such method") : status(done);
  }

  private change(method: string, name: string, argument: Value | undefined): string | undefined {
    const records = this.zone.get(name);
    if (method === "addSubdomain") {
      if (records) return "BAD_INDATA";
      this.zone.set(name, []);
      return "OK";
    }
    if (method === "removeSubdomain") {
      this.zone.delete(name);
      return "OK";
    }
    const given = typeof argument === "object" ? argument : {};
    const others = (id: Value | undefined) => (records ?? []).filter((record) => record.record_id !== id);
    const put = (changed: LoopiaRecord[]) => {
      if (!records) return "BAD_INDATA";
      this.zone.set(name, changed);
      return "OK";
    };
    if (method === "addZoneRecord") return put([...(records ?? []), this.record(given)]);
    if (method === "updateZoneRecord") {
      return put([...others(given.record_id), { ...this.record(given), record_id: Number(given.record_id) }]);
    }
    return method === "removeZoneRecord" ? put(others(argument)) : undefined;
  }

  private record(given: { readonly [name: string]: Value }): LoopiaRecord {
    const { type = "A", ttl = 3600, priority = 0, rdata = "" } = given;
    return {
      type: String(type),
      ttl: Number(ttl),
      priority: Number(priority),
      rdata: String(rdata),
      record_id: this.lastId++,
    };
  }
}

interface Request {
  readonly methodName: string;
  readonly params: { readonly param: readonly { readonly value: Encoded }[] };
}
interface Encoded {
  readonly string?: string;
  readonly int?: string;
  readonly struct?: { readonly member: readonly { readonly name: string; readonly value: Encoded }[] };
}

/** Not the client's own decoder: the two must not share a mistake. */
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === "param" || name === "member" });

function decoded(value: Encoded): Value {
  if (value.string !== undefined) return value.string;
  if (value.int !== undefined) return Number(value.int);
  return Object.fromEntries((value.struct?.member ?? []).map((member) => [member.name, decoded(member.value)]));
}

const struct = (record: LoopiaRecord): string => {
  const members = Object.entries(record).map(([name, value]) => {
    const encoded = typeof value === "number" ? `<int>${value}</int>` : `<string>${value}</string>`;
    return `<member><name>${name}</name><value>${encoded}</value></member>`;
  });
  return `<struct>${members.join("")}</struct>`;
};
const array = (values: readonly string[]): string =>
  `<array><data>${values.map((value) => `<value>${value}</value>`).join("")}</data></array>`;
const head = '<?xml version="1.0" encoding="utf-8"?>\n<methodResponse>';
const response = (value: string): string =>
  `${head}<params><param><value>${value}</value></param></params></methodResponse>`;
const fault = (text: string): string => {
  const member = (name: string, value: string) => `<member><name>${name}</name><value>${value}</value></member>`;
  const members = member("faultCode", "<int>1</int>") + member("faultString", `<string>${text}</string>`);
  return `${head}<fault><value><struct>${members}</struct></value></fault></methodResponse>`;
};
