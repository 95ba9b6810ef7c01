/** The network of the cluster with a real node. */

/** The node's own, where the API server is as well. */
export const nodeAddress = "10.99.0.1";
/** The cluster's DNS, of its network of Services. */
export const dnsAddress = "10.96.0.10";
export const clusterDomain = "cluster.local";
