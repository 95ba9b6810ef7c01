import * as pulumi from "@pulumi/pulumi";
import { type Lookup, resolve, secretsIn, type Value } from "../../workloads/value";
import { described } from "./described";
import type { Machine } from "./machine";
import { Release as ReleaseResource } from "./ownResource";
import type { Release } from "./release";

export interface HostReleaseArgs {
  readonly release: Release;
  /** Content hash, free of secrets; see `releaseId`. */
  readonly id: string;
  readonly machine: Machine;
  /** Values of the secrets that the release names. */
  readonly secrets: Secrets;
  /** Changes when the machine is a new one, so that the release is sent again. */
  readonly generation?: pulumi.Input<string>;
}

export type HostReleaseOptions = pulumi.ComponentResourceOptions & {
  /** What the host itself is gone with: nothing has to be removed from it then. */
  readonly deletedWith?: pulumi.Resource;
};

type Secrets = Readonly<Record<string, pulumi.Input<string>>>;

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
    const { release } = args;
    const named = [...new Set(release.files.flatMap((file) => secretsIn(file.content)))].sort();
    const sent = new ReleaseResource(
      name,
      {
        connection: args.machine,
        machine: args.generation ?? "standing",
        ...described(release, args.id, (content) => contentOf(content, args.secrets, release.name)),
        redact: pulumi.secret(pulumi.all(named.map((key) => secretNamed(args.secrets, key, release.name)))),
      },
      {
        parent: this,
        // A host that is gone cannot be asked to remove anything.
        ...(deletedWith ? { deletedWith } : {}),
        customTimeouts: { create: "30m", update: "30m", delete: "15m" },
      },
    );
    this.releaseId = sent.id.apply(() => args.id);
    this.registerOutputs({ releaseId: this.releaseId });
  }
}

/** Secret exactly when it holds a secret: a preview shows how the others change. */
function contentOf(content: Value, secrets: Secrets, release: string): pulumi.Input<string> {
  const names = secretsIn(content);
  if (names.length === 0) return resolve(content, lookupIn({}));
  const needed = Object.fromEntries(names.map((key) => [key, secretNamed(secrets, key, release)]));
  return pulumi.secret(pulumi.all(needed).apply((values) => resolve(content, lookupIn(values))));
}

function secretNamed(secrets: Secrets, key: string, release: string): pulumi.Input<string> {
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
