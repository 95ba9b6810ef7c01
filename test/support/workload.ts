/** Short ways to look at a Jitsi workload in tests. */
import type { JitsiSettings } from "../../settings/settings";
import { jitsi } from "../../workloads/jitsi";
import { type Service, serviceOf } from "../../workloads/model";
import { display } from "../../workloads/value";
import { everything, prodLike } from "./settings";

export const everythingOn = jitsi(prodLike(everything), { logo: "<svg/>" });
export const plain = jitsi(prodLike(), {});

/** A service's environment, secrets and facts as references. */
export const envOf = (service: Service): Record<string, string> =>
  Object.fromEntries(Object.entries(service.env).map(([name, value]) => [name, display(value)]));

export const env = (settings: JitsiSettings, name: string): Record<string, string> =>
  envOf(serviceOf(jitsi(settings, {}), name));
