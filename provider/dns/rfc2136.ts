/** Records in a zone that takes dynamic updates (RFC 2136), over TCP, signed both ways. */
import { randomInt } from "node:crypto";
import { connect } from "node:net";
import { decode, encode, type Packet } from "dns-packet";
import { type AddressRecord, DnsProblem, type Existing, type RecordStore } from "./ownRecord";
import { sign, type TsigKey, verify } from "./tsig";
import { absent, exactly, gone, present, updateMessage } from "./updateMessage";

export interface Rfc2136Access {
  readonly server: string;
  readonly port: number;
  readonly zone: string;
  readonly key: TsigKey;
}

/** Every change carries what it takes for granted as prerequisites: the server does both or neither. */
export class Rfc2136Zone implements RecordStore {
  constructor(private readonly access: Rfc2136Access) {}

  async read(name: string): Promise<readonly Existing[]> {
    const answer = await this.exchange((id) =>
      encode({ type: "query", id, questions: [{ name, type: "A", class: "IN" }] }),
    );
    if (answer.rcode !== "NOERROR" && answer.rcode !== "NXDOMAIN") throw this.problem(answer.rcode, name);
    return (answer.answers ?? []).flatMap((record): Existing[] =>
      // An alias brings the addresses it leads to along; those belong to another name.
      record.name.toLowerCase() === name && (record.type === "A" || record.type === "CNAME")
        ? [{ type: record.type, value: record.data, ttl: record.ttl ?? 0 }]
        : [],
    );
  }

  async add({ name, ttl, value }: AddressRecord): Promise<boolean> {
    await this.update(name, [absent(name, "A"), absent(name, "CNAME")], [present(name, ttl, value)]);
    return false;
  }

  change(from: Existing, { name, ttl, value }: AddressRecord): Promise<void> {
    return this.update(name, [exactly(name, from.value)], [gone(name, from.value), present(name, ttl, value)]);
  }

  remove({ name, value }: AddressRecord): Promise<void> {
    return this.update(name, [exactly(name, value)], [gone(name, value)]);
  }

  private async update(name: string, prerequisites: readonly Buffer[], changes: readonly Buffer[]): Promise<void> {
    const { zone } = this.access;
    const answer = await this.exchange((id) => updateMessage({ id, zone, prerequisites, changes }));
    if (answer.rcode !== "NOERROR") throw this.problem(answer.rcode, name);
  }

  /** Sends a message of a number that nobody can guess, and returns the answer if it is the server's own. */
  private async exchange(write: (id: number) => Buffer): Promise<Packet & { rcode: string }> {
    const { key } = this.access;
    const id = randomInt(0x10000);
    const { message, mac } = sign(write(id), key, Math.floor(Date.now() / 1000));
    const bytes = await this.send(message);
    const answer = decode(bytes) as unknown as Packet & { rcode: string };
    const trust = verify(bytes, key, mac);
    if (trust === "good" && answer.id === id) return answer;
    throw new DnsProblem(`${this.server()} ${tsigProblems[trust] ?? `answered with a signature error (${trust})`}`);
  }

  /** One message there and one back, each with its length in front. */
  private send(message: Buffer): Promise<Buffer> {
    return new Promise((done, fail) => {
      const socket = connect({ host: this.access.server, port: this.access.port });
      let received = Buffer.alloc(0);
      const giveUp = (why: string) => {
        socket.destroy();
        fail(new DnsProblem(`${this.server()} cannot be asked over TCP: ${why}. See \`dns.server\` and \`dns.port\`.`));
      };
      socket.setTimeout(10_000, () => giveUp("no answer within 10 seconds"));
      socket.on("error", (error) => giveUp(error.message));
      socket.on("close", () => giveUp("the connection was closed"));
      socket.on("data", (chunk) => {
        received = Buffer.concat([received, chunk]);
        if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
        done(received.subarray(2, 2 + received.readUInt16BE(0)));
        socket.destroy();
      });
      const length = Buffer.alloc(2);
      length.writeUInt16BE(message.length);
      socket.write(Buffer.concat([length, message]));
    });
  }

  private server = (): string => `The DNS server ${this.access.server} port ${this.access.port}`;

  private problem(rcode: string, name: string): DnsProblem {
    const why = rcodeProblems[rcode] ?? "an answer that Parley does not know";
    return new DnsProblem(`${this.server()} answered ${rcode} for ${name}: ${why}. Nothing was changed.`);
  }
}

const rcodeProblems: Readonly<Record<string, string>> = {
  NXRRSET: "the record changed while it was being updated. Run the same command again",
  YXRRSET: "a record came up while ours was being added. Run the same command again",
  NOTAUTH: "it is not the primary server of the zone. See `dns.zone` and `dns.server`",
  NOTZONE: "the name does not lie in the zone. See `dns.zone`",
  REFUSED: "the key may not change this name. Allow it in the zone's update policy",
  SERVFAIL: "it could not write the zone. See its log",
};

const tsigProblems: Readonly<Record<string, string>> = {
  unsigned: "answered without a signature: does it know the TSIG key? See `dns.keyName`",
  forged: "answered with a signature that is wrong: is `credentials.tsigSecret` the key's secret?",
  "error 16": "does not accept the signature: `credentials.tsigSecret` or `dns.keyAlgorithm` is not that of the key",
  "error 17": "does not know the TSIG key: see `dns.keyName` and `dns.keyAlgorithm`",
  "error 18": "does not accept the signature's time: the clocks differ by more than five minutes",
};
