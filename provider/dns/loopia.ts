/** Records in a zone at Loopia, through its XML-RPC API. */
import { type AddressRecord, DnsProblem, type Existing, type Placed, type RecordStore } from "./ownRecord";
import { RpcFault, type RpcValue, rpc } from "./xmlRpc";

export interface LoopiaAccess {
  /** API user, `name@loopiaapi`, with rights for the six methods below. */
  readonly user: string;
  readonly password: string;
  readonly zone: string;
  /** Only tests ask another server. */
  readonly url?: string;
}

interface LoopiaRecord extends Existing {
  readonly id: number;
}

/** Loopia has no transactions: each change reads the name again just before. */
export class LoopiaZone implements RecordStore {
  constructor(private readonly access: LoopiaAccess) {}

  async read(name: string): Promise<readonly LoopiaRecord[]> {
    const records = await this.call("getZoneRecords", this.subdomain(name));
    if (!Array.isArray(records)) throw problem("getZoneRecords", records);
    // A wrong password comes as a list with one status in it.
    const [first] = records as readonly RpcValue[];
    if (typeof first === "string") throw problem("getZoneRecords", first);
    return (records as readonly Record<string, RpcValue>[])
      .filter((record) => record.type === "A" || record.type === "CNAME")
      .map((record) => ({
        type: record.type === "CNAME" ? "CNAME" : "A",
        value: String(record.rdata).replace(/\.$/, ""),
        ttl: Number(record.ttl),
        id: Number(record.record_id),
      }));
  }

  async add(record: AddressRecord): Promise<boolean> {
    const subdomain = this.subdomain(record.name);
    const known = await this.call("getSubdomains");
    const madeName = subdomain !== "@" && Array.isArray(known) && !known.includes(subdomain);
    if (madeName) await this.must("addSubdomain", subdomain);
    await this.must("addZoneRecord", subdomain, zoneRecord(record, 0));
    // A new subdomain may come with an address of Loopia's parking page.
    const others = (await this.read(record.name)).filter((found) => found.value !== record.value);
    if (others.length > 0) {
      await this.remove({ ...record, owned: true, madeName });
      throw new DnsProblem(
        `${record.name} got another record meanwhile (${others.map((other) => other.value).join(", ")}); ours was taken back.`,
      );
    }
    return madeName;
  }

  async change(from: Existing, to: AddressRecord): Promise<void> {
    const found = (await this.read(to.name)).find((record) => record.type === "A" && record.value === from.value);
    if (!found) throw new DnsProblem(`${to.name} changed while it was being updated. Run the same command again.`);
    await this.must("updateZoneRecord", this.subdomain(to.name), zoneRecord(to, found.id));
  }

  async remove(record: Placed): Promise<void> {
    const subdomain = this.subdomain(record.name);
    for (const found of await this.read(record.name)) {
      if (found.type === "A" && found.value === record.value) {
        await this.must("removeZoneRecord", subdomain, found.id);
      }
    }
    // Removing a subdomain removes every record in it: only an empty one goes.
    if (!record.madeName) return;
    const rest = await this.call("getZoneRecords", subdomain);
    if (Array.isArray(rest) && rest.length === 0) await this.must("removeSubdomain", subdomain);
  }

  /** Loopia's name for what stands left of the zone. */
  private subdomain(name: string): string {
    return name === this.access.zone ? "@" : name.slice(0, -this.access.zone.length - 1);
  }

  private async must(method: string, ...parameters: RpcValue[]): Promise<void> {
    const status = await this.call(method, ...parameters);
    if (status !== "OK") throw problem(method, status);
  }

  private async call(method: string, ...parameters: RpcValue[]): Promise<RpcValue> {
    const { user, password, zone, url = "https://api.loopia.se/RPCSERV" } = this.access;
    try {
      return await rpc(url, method, [user, password, zone, ...parameters]);
    } catch (error) {
      if (error instanceof RpcFault) throw new DnsProblem(`Loopia: ${error.message}`);
      throw error;
    }
  }
}

const zoneRecord = (record: AddressRecord, id: number) => ({
  type: "A",
  ttl: record.ttl,
  priority: 0,
  rdata: record.value,
  record_id: id,
});

const remedies: Readonly<Record<string, string>> = {
  AUTH_ERROR:
    "the user or the password is wrong, or the user may not call this method: see the API users in Loopia's customer zone, `dns.user` and `credentials.loopiaPassword`",
  RATE_LIMITED: "too many calls (Loopia allows 60 a minute): wait a minute and run the same command again",
  BAD_INDATA: "Loopia does not accept the values: is `dns.zone` a domain of this account?",
  UNKNOWN_ERROR: "something went wrong at Loopia: run the same command again later",
  DOMAIN_OCCUPIED: "the domain belongs to another account",
  INSUFFICIENT_FUNDS: "the account has no funds for this",
};

const problem = (method: string, status: RpcValue): DnsProblem =>
  new DnsProblem(`Loopia answered ${String(status)} to ${method}: ${remedies[String(status)] ?? "unexpected answer"}.`);
