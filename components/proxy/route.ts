import type { HostReleaseArgs, HostReleaseOptions } from "../remote/hostRelease";
import { ReleaseComponent } from "../remote/releaseComponent";

/** An HTTP name and the service behind it; see `traefikRelease` and `caddyRelease`. */
export class Route extends ReleaseComponent {
  constructor(name: string, args: HostReleaseArgs, opts?: HostReleaseOptions) {
    super("parley:proxy:Route", name, args, opts);
  }
}
