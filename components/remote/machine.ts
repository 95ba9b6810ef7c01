/** A machine that releases go to: this one, or another over SSH. */
import type * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";

/** How to reach a host, as the settings say it. */
export interface SshTarget {
  readonly host: string;
  readonly user: string;
  readonly port: number;
  readonly hostKey?: string | undefined;
  readonly jump?:
    | { readonly host: string; readonly user: string; readonly port: number; readonly hostKey?: string | undefined }
    | undefined;
}

export type Machine =
  | { readonly kind: "local"; readonly user: string }
  | {
      readonly kind: "remote";
      readonly user: string;
      readonly target: SshTarget;
      connection(options?: { dialErrorLimit?: number }): command.types.input.remote.ConnectionArgs;
    };

export function remoteMachine(target: SshTarget, privateKey: pulumi.Input<string>): Machine & { kind: "remote" } {
  return {
    kind: "remote",
    user: target.user,
    target,
    // Field by field, never spread: for a field that it does not know, the provider prints the whole connection, key included (pulumi-command#773).
    connection: ({ dialErrorLimit = 20 } = {}) => ({
      host: target.host,
      port: target.port,
      user: target.user,
      privateKey,
      dialErrorLimit,
      ...(target.hostKey === undefined ? {} : { hostKey: target.hostKey }),
      ...(target.jump === undefined
        ? {}
        : {
            proxy: {
              host: target.jump.host,
              port: target.jump.port,
              user: target.jump.user,
              privateKey,
              dialErrorLimit,
              ...(target.jump.hostKey === undefined ? {} : { hostKey: target.jump.hostKey }),
            },
          }),
    }),
  };
}
