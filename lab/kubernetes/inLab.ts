/** A cluster in a lab's own network, beside its Proxmox: it goes when the lab goes. */
import { join } from "node:path";
import { UserError } from "../../cli/userError";
import { addresses } from "../world/addresses";
import { enterNetwork } from "../world/enter";
import { places as labPlaces } from "../world/places";
import { namespaces } from "../world/remains";
import { type Cluster, startCluster } from "./cluster";
import { troubles } from "./podStatus";

/** Starts it anew when it is there already. */
export async function labCluster(places = labPlaces()): Promise<Cluster> {
  if (!namespaces(places).includes(places.namespaces.operator)) {
    throw new UserError(`The lab ${places.name} is not up, and the cluster goes into its network: npm run lab up`);
  }
  const ports = { api: 6443, etcd: 2379, etcdPeer: 2380 };
  const enter = enterNetwork(places, "operator");
  return startCluster({
    folder: join(places.folder, "kubernetes"),
    place: { enter, address: addresses.operator.dmz, ports },
  });
}

/** Where it is, for people. */
export const clusterSummary = ({ kubeconfig, server, command }: Cluster): string => `The cluster is up.

  API server   ${server}, from the lab's network only
  kubeconfig   ${kubeconfig}
  kubectl      ${command([]).join(" ")} …

Nodes, load balancers and volumes are simulated; nothing enforces a NetworkPolicy. The tags ${troubles.join(", ")} of an
image make its container fail.
`;
