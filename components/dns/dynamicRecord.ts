import type { HostReleaseArgs, HostReleaseOptions } from "../remote/hostRelease";
import { ReleaseComponent } from "../remote/releaseComponent";

/** A record that the edge host keeps at its own address; see `dynamicDnsRelease`. */
export class DynamicRecord extends ReleaseComponent {
  constructor(name: string, args: HostReleaseArgs, opts?: HostReleaseOptions) {
    super("parley:dns:DynamicRecord", name, args, opts);
  }
}
