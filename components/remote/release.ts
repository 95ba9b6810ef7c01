/**
 * A release: what reaches a host over SSH, and how it is put in force there.
 *
 * Pure: `hostRelease.ts` tells the provider of it, which sends it (provider/release).
 */
import type { Value } from "../../workloads/value";

/** Which machine: the one that runs the services, or the one at the edge of the network. */
export type HostRole = "service" | "edge";

export interface Release {
  /** Whose release: several environments may share an edge host. Directory on the host: `/var/lib/parley/<instance>/<name>`. */
  readonly instance: string;
  /** Stable name within the instance. Lower case, digits and hyphens. */
  readonly name: string;
  readonly host: HostRole;
  /** For people: what this release does. */
  readonly title: string;
  readonly files: readonly ReleaseFile[];
  /** Files that have to stand somewhere else, too, where another program looks for them. */
  readonly placed: readonly PlacedFile[];
  /**
   * POSIX shell, each run in the release's own directory as root, free of secrets.
   * `validate` must not change anything; `activate` must be repeatable; `check` is tried again and again for `checkSeconds`
   * and says with exit code 100 that waiting longer is no use; `deactivate` undoes `activate` when the release is removed for good.
   *
   * A release may replace one whose files somebody changed by hand. Their names then stand in `.parley/changed` while
   * `activate` runs, for those who still read the old content.
   */
  readonly commands: ReleaseCommands;
  /** Time within which `check` has to succeed once, seconds. */
  readonly checkSeconds: number;
}

export interface ReleaseCommands {
  readonly validate: string;
  readonly activate: string;
  readonly check: string;
  readonly deactivate: string;
  /**
   * Prints what runs, in a form that stays the same as long as nobody changes it by hand: a reboot, a restart and a
   * changed fact must not show. Compared at a refresh with what it printed after the deployment. Empty: nothing to
   * observe but the files and `check`. Changes nothing.
   */
  readonly observe: string;
}

export interface ReleaseFile {
  /** Relative to the release, with forward slashes. */
  readonly path: string;
  readonly content: Value;
  /** File mode, for example 0o640. */
  readonly mode: number;
  /** Numeric owner; root unless said. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

export interface PlacedFile {
  /** Path of one of the release's files. */
  readonly file: string;
  /** Absolute path where a copy goes. Refused when something that is not ours stands there. */
  readonly at: string;
}
