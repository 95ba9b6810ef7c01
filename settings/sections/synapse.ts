/** A homeserver of Parley's own: Synapse with PostgreSQL. */
import { z } from "zod";
import { directory, domainName } from "../fields";

/** Server names whose users may start calls. */
export const fullAccess = () => z.array(domainName()).min(1).optional();

export const synapse = z.strictObject({
  directory: directory()
    .optional()
    .describe(
      "Where the homeserver's data is kept: on the Proxmox node (bound into the container) or on the host. It must be there and belong to root, or to user and group 100000 on the node of an unprivileged container. `destroy` leaves it. In a cluster, the data is in volumes (`kubernetes.storage`).",
    ),
  serverName: domainName()
    .optional()
    .describe(
      "Server name: what stands behind the colon of its users' ids, for ever; `domain` when left out. Another name has to serve the two files that the outputs hold.",
    ),
  fullAccess: fullAccess().describe(
    "Server names whose users may start calls, as in `homeserver.fullAccess`; its own alone when left out.",
  ),
  cpus: z.number().min(0.1).max(512).default(2).describe("Processor limit of Synapse, cores."),
  memory: z.int().min(256).default(1024).describe("Memory limit of Synapse, MiB."),
  databaseMemory: z.int().min(256).default(512).describe("Memory limit of PostgreSQL, MiB."),
});
