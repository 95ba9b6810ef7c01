/** A small release through HostRelease, as Parley sends every release. */
import { HostRelease } from "../../../components/remote/hostRelease";
import { releaseId } from "../../../components/remote/identity";
import { remoteMachine, type SshTarget } from "../../../components/remote/machine";
import type { Release } from "../../../components/remote/release";
import { secret, text } from "../../../workloads/value";
import { readInput } from "./input";

export interface ReleaseInput {
  readonly target: SshTarget;
  readonly privateKey: string;
  readonly password: string;
  readonly content: string;
  /** The release's check; it runs in the release's folder. */
  readonly check: string;
  readonly activate: string;
}

const { target, privateKey, password, content, check, activate } = readInput<ReleaseInput>();
const release: Release = {
  instance: "test",
  name: "app",
  host: "service",
  title: "a release of the tests",
  files: [
    { path: "app.conf", content: text`${[content]}`, mode: 0o644 },
    { path: "password", content: secret("password"), mode: 0o600 },
  ],
  placed: [{ file: "app.conf", at: "/etc/app.conf" }],
  commands: {
    validate: "test -s app.conf",
    activate,
    check,
    deactivate: "true",
    observe: "cat running 2>/dev/null || true",
  },
  checkSeconds: 2,
};
const id = releaseId(release, { password: 1 });
const machine = remoteMachine(target, privateKey);
export const { releaseId: inForce } = new HostRelease("app", {
  release,
  id,
  machine,
  secrets: { password },
});
