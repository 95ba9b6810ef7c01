/** How a kubeconfig says to reach a cluster: read by the field's own library. */
import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Connection } from "./api";

/** The connection of the current context; rejects when the kubeconfig names no cluster. */
export async function connection(config: KubeConfig): Promise<Connection> {
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error("invalid configuration: no configuration has been provided");
  const { hostname, port, pathname } = new URL(cluster.server);
  const options: RequestOptions = { headers: {} };
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key, headers, servername, rejectUnauthorized } = options;
  // In brackets, as URLs have IPv6 addresses.
  const host = hostname.replace(/^\[|\]$/g, "");
  return { hostname: host, port, path: pathname, ca, cert, key, headers, servername, rejectUnauthorized };
}
