/** A homeserver of Parley's own, for a fresh start: what it adds to the workload. */
import type { WithOwnHomeserver } from "../../../settings/homeserver";
import type { Flow, HttpRoute, Service } from "../../model";
import { ports } from "../common";
import { database } from "./common";
import { postgres } from "./postgres";
import { synapse } from "./synapse";

export { secrets as homeserverSecrets } from "./common";
export { newUserCommand } from "./newUser";
export { ownHomeserverNotices } from "./notices";

export const homeserverServices = (settings: WithOwnHomeserver): Service[] => [postgres(settings), synapse(settings)];

/** What clients and other servers need; its administration stays inside. */
export const homeserverPaths = ["/_matrix", "/_synapse/client"] as const;

export const homeserverRoutes = ({ domain }: WithOwnHomeserver): HttpRoute[] =>
  homeserverPaths.map((path) => ({
    host: domain,
    path,
    service: "synapse",
    port: ports.synapse,
    websocket: false,
    stripPrefix: false,
  }));

export const homeserverFlows: readonly Flow[] = [
  { from: "edge", to: "synapse", port: ports.synapse, protocol: "tcp", title: "HTTP" },
  { from: "synapse", to: database.host, port: database.port, protocol: "tcp", title: "Its database" },
  { from: "synapse", to: "internet", port: 443, protocol: "tcp", title: "Other homeservers (HTTPS)" },
  { from: "synapse", to: "internet", port: 8448, protocol: "tcp", title: "Other homeservers (federation)" },
];
