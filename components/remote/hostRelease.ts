import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { type Lookup, secretsIn } from "../../workloads/value";
import type { Rotations } from "./identity";
import type { Machine } from "./machine";
import { asRoot, deployCommand, packRelease, removeCommand } from "./payload";
import type { Release } from "./release";

export interface HostReleaseArgs {
  readonly release: Release;
  /** Content hash, free of secrets; see `releaseId`. */
  readonly id: string;
  /** Numbers of the generated secrets: they are part of the content's identity, the values are not. */
  readonly rotations: Rotations;
  readonly machine: Machine;
  /** Values of the secrets that the release names. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** Changes when the machine is a new one, so that the release is sent again. */
  readonly generation?: pulumi.Input<string>;
}

export type HostReleaseOptions = pulumi.ComponentResourceOptions & {
  /** What the host itself is gone with: nothing has to be removed from it then. */
  readonly deletedWith?: pulumi.Resource;
};

/**
 * A release on a host: sent in one SSH session through standard input, validated, switched to, checked, and rolled back
 * when anything fails. Nothing is sent when nothing changed.
 */
export class HostRelease extends pulumi.ComponentResource {
  /** The release that is in force. */
  readonly releaseId: pulumi.Output<string>;

  constructor(name: string, args: HostReleaseArgs, opts: HostReleaseOptions = {}) {
    const { deletedWith, ...own } = opts;
    super("parley:remote:HostRelease", name, {}, own);
    const { release, machine } = args;
    const names = new Set(release.files.flatMap((file) => secretsIn(file.content)));
    const needed = Object.fromEntries([...names].map((key) => [key, secretNamed(args.secrets, key, release.name)]));
    // Secrets travel in standard input only: a command line stands in the host's process list and in the engine's log.
    const stdin = pulumi.secret(
      pulumi.all(needed).apply((values) => packRelease(release, args.rotations, lookupIn(values))),
    );
    const host = machine.kind === "local" ? "this one" : machine.target.host;
    const run = {
      // Changed content alone would show as "[secret] → [secret]": the command names the release and its files.
      create: pulumi
        .output(args.generation ?? "standing")
        .apply((id) => asRoot(`# machine: ${host} ${id}\n${deployCommand(release, args.rotations)}`, machine.user)),
      delete: asRoot(removeCommand(release), machine.user),
      stdin,
      // The agent reports its steps on standard error, without file contents. Standard output is kept out of the log (pulumi-command#260).
      logging: "stderr" as const,
      addPreviousOutputInEnv: false,
    };
    const child: pulumi.CustomResourceOptions = {
      parent: this,
      additionalSecretOutputs: ["stdout", "stderr"],
      // On a host that is gone, `delete` would fail (pulumi-command#104).
      ...(deletedWith ? { deletedWith } : {}),
      customTimeouts: { create: "30m", update: "30m", delete: "15m" },
    };
    const sent =
      machine.kind === "local"
        ? new command.local.Command(name, run, child)
        : // No `triggers`: they replace, and after a replacement the old resource's `delete` would remove what was just deployed.
          new command.remote.Command(name, { ...run, connection: machine.connection() }, child);
    this.releaseId = sent.id.apply(() => args.id);
    this.registerOutputs({ releaseId: this.releaseId });
  }
}

function secretNamed(
  secrets: Readonly<Record<string, pulumi.Input<string>>>,
  key: string,
  release: string,
): pulumi.Input<string> {
  const value = secrets[key];
  if (value === undefined) throw new Error(`release ${release} needs the secret ${key}, which nobody makes`);
  return value;
}

const lookupIn = (values: Readonly<Record<string, string>>): Lookup => ({
  secret: (key) => values[key] ?? "",
  fact: (key) => {
    throw new Error(
      `the fact ${key} is only known on the host; the renderer has to leave it to the release's commands`,
    );
  },
});
