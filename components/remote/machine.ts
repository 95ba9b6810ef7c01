/** A machine that releases go to: this one, or another over SSH. */
import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../../provider/ssh/target";
import type { Inputs } from "./ownResource";

/** A hop on the way to a host, as the settings say it. */
interface SshHop {
  readonly host: string;
  readonly user: string;
  readonly port: number;
  readonly hostKey?: string | undefined;
}

/** How to reach a host, as the settings say it. */
export interface SshTarget extends SshHop {
  readonly jump?: SshHop | undefined;
}

/** How the provider reaches a machine. */
export type Machine = Inputs<Connection>;

/** @param user anyone but root needs password-free sudo */
export const thisMachine = (user: string): Machine => ({ local: true, user });

export const remoteMachine = (target: SshTarget, privateKey: pulumi.Input<string>): Machine => ({
  ...hop(target),
  privateKey: pulumi.secret(privateKey),
  ...(target.jump ? { jump: hop(target.jump) } : {}),
});

/** Field by field: the settings of a target hold other things, too. */
const hop = ({ host, port, user, hostKey }: SshHop) => ({
  host,
  port,
  user,
  ...(hostKey === undefined ? {} : { hostKey }),
});
