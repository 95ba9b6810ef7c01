import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Dns } from "../../settings/settings";
import type { DnsRecordSpec } from "../planned";

export interface DnsRecordArgs {
  readonly record: DnsRecordSpec;
  readonly dns: Exclude<Dns, { provider: "manual" }>;
  /** Password of the Loopia user, or secret of the TSIG key. */
  readonly secret: pulumi.Input<string>;
}

/** A record with a fixed address, kept by the operator's machine. A dynamic one is a release on the edge host. */
export class DnsRecord extends pulumi.ComponentResource {
  constructor(name: string, args: DnsRecordArgs, opts?: pulumi.ComponentResourceOptions) {
    super("parley:dns:Record", name, {}, opts);
    const { record, dns } = args;
    const { zone, ttl, address: value } = dns;
    const common = { zone, ttl, value, name: record.name, type: record.type };
    const stdin = pulumi.secret(
      pulumi.output(args.secret).apply((secret) =>
        JSON.stringify(
          dns.provider === "loopia"
            ? { provider: dns.provider, ...common, user: dns.user, password: secret }
            : {
                provider: dns.provider,
                ...common,
                server: dns.server,
                port: dns.port,
                keyName: dns.keyName,
                keyAlgorithm: dns.keyAlgorithm,
                keySecret: secret,
              },
        ),
      ),
    );
    new command.local.Command(
      name,
      {
        // What is being set shows in the preview; the credentials travel in standard input.
        create: `node bin/parley.mjs dns-record apply # ${record.name} ${record.ttl} ${record.type} ${record.value}`,
        delete: "node bin/parley.mjs dns-record remove",
        stdin,
        logging: "stderr",
        // The previous run's answer tells which record is ours.
        addPreviousOutputInEnv: true,
      },
      { parent: this, additionalSecretOutputs: ["stderr"] },
    );
    this.registerOutputs({ record });
  }
}
