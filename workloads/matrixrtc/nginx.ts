/** What the services on nginx-unprivileged share: it keeps its temporary files in /tmp. */
import type { MatrixrtcSettings } from "../../settings/settings";
import { hardened } from "../defaults";
import type { Service } from "../model";
import { webReplicas } from "../surroundings";
import { nginxUser } from "./common";

export const nginx = (settings: MatrixrtcSettings) =>
  ({
    ...hardened,
    env: {},
    tmpfs: [{ path: "/tmp", sizeMiB: 16, mode: "1777", exec: false }],
    resources: { cpus: 1, memoryMiB: 128, reserve: { cpus: 0.05, memoryMiB: 16 }, pids: 128 },
    user: nginxUser,
    replicas: webReplicas(settings),
    after: [],
    stop: { graceSeconds: 10, signal: "SIGQUIT" },
    trial: { with: [] },
  }) as const satisfies Partial<Service>;
