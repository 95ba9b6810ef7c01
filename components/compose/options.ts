/** What rendering needs to know beside the workload, and the paths that follow from it. */
import type { Workload } from "../../workloads/model";

export interface ComposeOptions {
  /** Names everything of this environment; the Compose project is called so. */
  readonly instance: string;
  /** Address on which ports for the reverse proxy are published. */
  readonly hostAddress: string;
  /** Time zone of the timers. */
  readonly timeZone: string;
  /** Name whose A record is the public address. */
  readonly domain: string;
  /** Rotation number by secret; 1 where none is given. */
  readonly rotations: Readonly<Record<string, number>>;
  /** The public address may change at any time: look every minute. */
  readonly dynamicAddress: boolean;
}

export interface Paths {
  /** What outlives a release. */
  readonly state: string;
  /** Where the agent keeps the workload's releases; whoever changes containers, or looks at them, holds a lock on it. */
  readonly release: string;
  /** The release in force. Bind mounts go through it, so that they stay the same from release to release. */
  readonly current: string;
  /** `PARLEY_…=value` lines, see facts.ts. */
  readonly facts: string;
  /** The facts with which the containers were last brought up. */
  readonly applied: string;
}

export function pathsOf(workload: Workload, { instance }: ComposeOptions): Paths {
  const state = `/var/lib/parley/${instance}`;
  const release = `${state}/${workload.name}`;
  return {
    state,
    release,
    current: `${release}/current`,
    facts: `${state}/facts.env`,
    applied: `${state}/facts.applied`,
  };
}
