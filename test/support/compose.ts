/** Short ways to look at a rendered Compose release in tests. */
import { parse } from "yaml";
import { type ComposeOptions, composeRelease } from "../../components/compose/render";
import type { Release, ReleaseFile } from "../../components/remote/release";
import type { JitsiSettings } from "../../settings/settings";
import { jitsi } from "../../workloads/jitsi";
import { display } from "../../workloads/value";
import { everything, prodLike } from "./settings";

export const options: ComposeOptions = {
  instance: "meet-example-org",
  hostAddress: "172.16.10.160",
  timeZone: "Europe/Stockholm",
  domain: "meet.example.org",
  rotations: {},
  dynamicAddress: true,
};

export const rendered = (settings: JitsiSettings, changes: Partial<ComposeOptions> = {}): Release =>
  composeRelease(jitsi(settings, { logo: "<svg/>" }), { ...options, ...changes });

/** A release with everything that Jitsi can have. */
export const full = rendered(prodLike(everything));

export function file(release: Release, path: string): ReleaseFile {
  const found = release.files.find((one) => one.path === path);
  if (!found) throw new Error(`no ${path}`);
  return found;
}

export interface ComposeService {
  readonly [key: string]: unknown;
  readonly labels: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly tmpfs: readonly string[];
  readonly volumes?: readonly { readonly source: string; readonly target: string }[];
}

/** Services of compose.yaml, or of another Compose file, read back. */
export const servicesOf = (release: Release, path = "compose.yaml"): Record<string, ComposeService> =>
  (parse(display(file(release, path).content)) as { services: Record<string, ComposeService> }).services;
