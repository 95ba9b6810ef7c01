/** Waits for a machine, as the program does for a new container. */
import { remoteMachine, type SshTarget } from "../../../components/remote/machine";
import { Ready } from "../../../components/remote/ownResource";
import { readInput } from "./input";

export interface ReadyInput {
  readonly target: SshTarget;
  readonly privateKey: string;
  /** Seconds. */
  readonly patience: number;
  /** Another one makes it wait again. */
  readonly machine: string;
}

const { target, privateKey, patience, machine } = readInput<ReadyInput>();
new Ready("ready", { connection: remoteMachine(target, privateKey), machine, patience }, {});
