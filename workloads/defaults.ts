/** What services have in common, whatever they are. */
import type { Probe, Service } from "./model";

/** Nothing that a service does not ask for itself. */
export const hardened = {
  files: [],
  volumes: [],
  readOnly: true,
  capabilities: [],
  ulimits: {},
  replicas: 1,
  aliases: [],
} as const satisfies Partial<Service>;

/** Timing of a probe for a service that needs about `startSeconds` to come up. */
export const probe = (test: Probe["test"], startSeconds: number): Probe => ({
  test,
  intervalSeconds: 10,
  timeoutSeconds: 5,
  retries: 3,
  startSeconds,
});
