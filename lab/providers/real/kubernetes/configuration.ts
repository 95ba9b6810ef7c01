/** What another configuration of the provider means for what it has made. */
import { type Change, changes } from "../../../../provider/protocol/diff";
import type { Plain } from "../../../../provider/protocol/resourceType";
import { isUnknown, plain, type Values } from "../../../../provider/protocol/values";
import { kubeConfig } from "./target";

const naming = ["kubeconfig", "context", "cluster"];

/** Another cluster means that everything is made anew; the same `clusterIdentifier` says that it is the same one. */
export function configChanges(olds: Values, news: Values): readonly Change[] {
  const [before, now] = [plain<Plain>(olds), plain<Plain>(news)];
  const found = changes(olds, news, ["clusterIdentifier"]);
  if (now.clusterIdentifier !== undefined && now.clusterIdentifier === before.clusterIdentifier) return found;
  const moved = naming.some((name) => isUnknown(now[name])) || clusterOf(before) !== clusterOf(now);
  return found.map((one) => ({ ...one, replace: one.replace || (moved && naming.includes(one.path)) }));
}

/** Address of the cluster; a configuration that cannot be read has none. */
function clusterOf(config: Plain): string | undefined {
  try {
    return kubeConfig(config).getCurrentCluster()?.server;
  } catch {
    return undefined;
  }
}
