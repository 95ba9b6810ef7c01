/** How an operator's machine reaches a deployment. */
import { Resolver } from "node:dns/promises";
import { isIPv4 } from "node:net";
import { rootCertificates } from "node:tls";
import { noAddress, type Place } from "../question";

export interface Ways {
  /** Addresses by name, in place of DNS (`--resolve`). */
  readonly resolve: Readonly<Record<string, string>>;
  /** An authority of one's own beside the public ones, PEM (`--ca`). */
  readonly ca?: string;
  /** Longest that an answer may take, milliseconds. */
  readonly patience: number;
  /** DNS servers, `address:port`; the machine's own when left out. */
  readonly dnsServers?: readonly string[];
  /** Where a port is found instead: for tests, whose servers have ports of their own. */
  readonly portOf?: (at: Place) => number;
}

/** Thrown by whatever asks; becomes an answer. */
export class Unanswered extends Error {
  constructor(
    readonly failure: string,
    readonly place?: string,
  ) {
    super(failure);
  }
}

/** IPv4 addresses of a name by DNS, not by the machine's own files; none where DNS says that there are none. */
export async function addressesOf(name: string, { dnsServers, patience }: Ways): Promise<string[]> {
  const resolver = new Resolver({ timeout: Math.max(1, Math.floor(patience / 2)), tries: 2 });
  if (dnsServers) resolver.setServers([...dnsServers]);
  try {
    return (await resolver.resolve4(name)).sort();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOTFOUND" || code === "ENODATA") return [];
    throw new Unanswered(`DNS_${code}`);
  }
}

/** Where to connect for a place. Throws {@link Unanswered}. */
export async function route(at: Place, ways: Ways): Promise<{ readonly host: string; readonly port: number }> {
  const host =
    ways.resolve[at.name] ?? at.address ?? (isIPv4(at.name) ? at.name : (await addressesOf(at.name, ways))[0]);
  if (host === undefined) throw new Unanswered(noAddress);
  return { host, port: ways.portOf?.(at) ?? at.port };
}

/** Whom to trust. */
export const authorities = ({ ca }: Ways): string[] => [...rootCertificates, ...(ca === undefined ? [] : [ca])];

/** A failure by the name that a judge knows. */
export function failureOf(error: unknown): string {
  if (error instanceof Unanswered) return error.failure;
  const name = wordOf(error, "name");
  if (name === "TimeoutError" || name === "AbortError") return "TIMEOUT";
  // OpenSSL's words: Node's own codes for them differ from version to version.
  const message = wordOf(error, "message");
  if (/\balert\b/i.test(message)) return "TLS_ALERT";
  if (/wrong version number|packet length too long/i.test(message)) return "EPROTO";
  return codeOf(error);
}

const codeOf = (error: unknown): string => wordOf(error, "code") || "UNKNOWN";

function wordOf(error: unknown, key: "name" | "message" | "code"): string {
  const word = typeof error === "object" && error !== null && key in error ? Reflect.get(error, key) : undefined;
  return typeof word === "string" ? word : "";
}
