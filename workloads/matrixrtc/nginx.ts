/** What the services on nginx-unprivileged share: it keeps its temporary files in /tmp. */
import { hardened } from "../defaults";
import type { Service } from "../model";
import { nginxUser } from "./common";

export const nginx = {
  ...hardened,
  env: {},
  tmpfs: [{ path: "/tmp", sizeMiB: 16, mode: "1777", exec: false }],
  resources: { cpus: 1, memoryMiB: 128, reserve: { cpus: 0.05, memoryMiB: 16 }, pids: 128 },
  user: nginxUser,
  after: [],
  stop: { graceSeconds: 10, signal: "SIGQUIT" },
  trial: { with: [] },
} as const satisfies Partial<Service>;
