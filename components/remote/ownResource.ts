/** Resources of Parley's own provider; see provider/. */
import * as pulumi from "@pulumi/pulumi";
import type { PreflightArgs } from "../../provider/cluster/type";
import type { RecordArgs } from "../../provider/dns/type";
import type { ReleaseArgs } from "../../provider/release/inputs";
import type { ReadyArgs } from "../../provider/ssh/ready";
import { tokens } from "../../provider/tokens";

/** The same with values that may not be known yet, at any depth. */
export type Inputs<T> = T extends object
  ? { readonly [K in keyof T]: Inputs<T[K]> | pulumi.Output<T[K]> }
  : pulumi.Input<T>;

/** A release in force on a machine. */
export class Release extends pulumi.CustomResource {
  constructor(name: string, args: Inputs<ReleaseArgs>, opts: pulumi.CustomResourceOptions) {
    super(tokens.release, name, args, opts);
  }
}

/** A machine whose SSH answers. */
export class Ready extends pulumi.CustomResource {
  constructor(name: string, args: Inputs<ReadyArgs>, opts: pulumi.CustomResourceOptions) {
    super(tokens.ready, name, args, opts);
  }
}

/** A record with a fixed address. */
export class AddressRecord extends pulumi.CustomResource {
  constructor(name: string, args: Inputs<RecordArgs>, opts: pulumi.CustomResourceOptions) {
    super(tokens.record, name, args, opts);
  }
}

/** A cluster that has what is needed of it. */
export class Preflight extends pulumi.CustomResource {
  constructor(name: string, args: Inputs<PreflightArgs>, opts: pulumi.CustomResourceOptions) {
    super(tokens.preflight, name, args, opts);
  }
}
