/** What a deployment is made of, as data. */
import type { Release } from "./remote/release";

/** A release with its content hash. */
export interface IdentifiedRelease extends Release {
  readonly id: string;
}

export interface PlannedSecret {
  readonly name: string;
  readonly title: string;
  readonly length: number;
  readonly rotation: number;
}

export interface DnsRecordSpec {
  readonly name: string;
  readonly zone: string;
  readonly type: "A";
  /** IPv4 address, or `dynamic`. */
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
  readonly provider: "loopia" | "rfc2136" | "manual";
}

export interface PlannedResource {
  /** Token of the resource, such as `random:index/randomPassword:RandomPassword`. */
  readonly type: string;
  readonly name: string;
  /** What it is for. */
  readonly title: string;
}
