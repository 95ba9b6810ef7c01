import type { HostReleaseArgs, HostReleaseOptions } from "../remote/hostRelease";
import { ReleaseComponent } from "../remote/releaseComponent";

/** A rendered workload on a Docker host; see `composeRelease`. */
export class ComposeWorkload extends ReleaseComponent {
  constructor(name: string, args: HostReleaseArgs, opts?: HostReleaseOptions) {
    super("parley:compose:ComposeWorkload", name, args, opts);
  }
}
