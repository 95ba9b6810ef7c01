import type { HostReleaseArgs, HostReleaseOptions } from "../remote/hostRelease";
import { ReleaseComponent } from "../remote/releaseComponent";

/** Media ports from the internet to the service, in a table of their own; see `dnatRelease`. */
export class DnatRule extends ReleaseComponent {
  constructor(name: string, args: HostReleaseArgs, opts?: HostReleaseOptions) {
    super("parley:firewall:DnatRule", name, args, opts);
  }
}
