import * as pulumi from "@pulumi/pulumi";
import { HostRelease, type HostReleaseArgs, type HostReleaseOptions } from "./hostRelease";

/** A component whose whole work is one release on one host. */
export abstract class ReleaseComponent extends pulumi.ComponentResource {
  /** The release that is in force. */
  readonly releaseId: pulumi.Output<string>;

  constructor(token: string, name: string, args: HostReleaseArgs, opts: HostReleaseOptions = {}) {
    const { deletedWith, ...own } = opts;
    super(token, name, {}, own);
    const release = new HostRelease(name, args, { parent: this, ...(deletedWith ? { deletedWith } : {}) });
    this.releaseId = release.releaseId;
    this.registerOutputs({ releaseId: this.releaseId });
  }
}
