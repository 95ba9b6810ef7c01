/** A homeserver of Parley's own, for a fresh start: what it adds to the workload. */
import type { WithOwnHomeserver } from "../../../settings/homeserver";
import type { Flow, HttpRoute, Service } from "../../model";
import { tcpFlow } from "../../tcpFlow";
import { ports } from "../common";
import { database } from "./common";
import { uploadMiB } from "./config";
import { postgres } from "./postgres";
import { synapse } from "./synapse";

export { secrets as homeserverSecrets, volumes as homeserverVolumes } from "./common";
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
    uploadMiB,
  }));

export const homeserverFlows: readonly Flow[] = [
  tcpFlow("edge", "synapse", ports.synapse, "HTTP"),
  tcpFlow("synapse", database.host, database.port, "Its database"),
  tcpFlow("synapse", "internet", 443, "Other homeservers (HTTPS)"),
  tcpFlow("synapse", "internet", 8448, "Other homeservers (federation)"),
];
