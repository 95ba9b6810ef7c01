import * as pulumi from "@pulumi/pulumi";
import type { Dns } from "../../settings/settings";
import type { DnsRecordSpec } from "../planned";
import { AddressRecord } from "../remote/ownResource";

export interface DnsRecordArgs {
  readonly record: DnsRecordSpec;
  readonly dns: Exclude<Dns, { provider: "manual" }>;
  /** Password of the Loopia user, or secret of the TSIG key. */
  readonly secret: pulumi.Input<string>;
}

/** A record with a fixed address, kept from the operator's machine. A dynamic one is a release on the edge host. */
export class DnsRecord extends pulumi.ComponentResource {
  constructor(name: string, args: DnsRecordArgs, opts?: pulumi.ComponentResourceOptions) {
    super("parley:dns:Record", name, {}, opts);
    const { record, dns } = args;
    const secret = pulumi.secret(args.secret);
    const common = { name: record.name, zone: dns.zone, value: dns.address, ttl: dns.ttl };
    new AddressRecord(
      name,
      dns.provider === "loopia"
        ? {
            provider: dns.provider,
            ...common,
            user: dns.user,
            password: secret,
            ...(dns.endpoint === undefined ? {} : { url: dns.endpoint }),
          }
        : {
            provider: dns.provider,
            ...common,
            server: dns.server,
            port: dns.port,
            keyName: dns.keyName,
            keyAlgorithm: dns.keyAlgorithm,
            keySecret: secret,
          },
      { parent: this },
    );
    this.registerOutputs({ record });
  }
}
