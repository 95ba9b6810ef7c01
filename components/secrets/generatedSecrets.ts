import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { PlannedSecret } from "../planned";

export interface GeneratedSecretsArgs {
  readonly secrets: readonly PlannedSecret[];
}

/** Every secret that a workload names. Raising one secret's number replaces that one and no other. */
export class GeneratedSecrets extends pulumi.ComponentResource {
  /** By name; secret outputs. */
  readonly values: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: GeneratedSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("parley:secrets:GeneratedSecrets", name, {}, opts);
    this.values = Object.fromEntries(
      args.secrets.map((secret) => {
        // RandomPassword, not RandomString or RandomId, whose results stand in the state in the clear (pulumi#8946).
        const password = new random.RandomPassword(
          `${name}-${secret.name}`,
          // Letters and digits only: the value passes through env files, XMPP and URLs unchanged.
          { length: secret.length, special: false, keepers: { rotation: String(secret.rotation) } },
          { parent: this },
        );
        return [secret.name, pulumi.secret(password.result)];
      }),
    );
    this.registerOutputs({ names: args.secrets.map((secret) => secret.name) });
  }
}
