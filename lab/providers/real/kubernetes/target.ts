/** The cluster that the provider's configuration names. */
import { existsSync } from "node:fs";
import { KubeConfig } from "@kubernetes/client-node";
import type { Plain } from "../../../../provider/protocol/resourceType";
import { isUnknown } from "../../../../provider/protocol/values";
import { Api } from "../../../kubernetes/api";
import { connection } from "../../../kubernetes/connection";
import { Resources } from "../../../kubernetes/resources";
import { on } from "../../kubernetes/immutable";

/** Settings of which the lab's provider would do the opposite of what they ask for. */
const unsupported: Readonly<Record<string, (value: unknown) => boolean>> = {
  enableServerSideApply: (value) => !on(value),
  renderYamlToDirectory: Boolean,
  skipUpdateUnreachable: on,
};

/** Kinds without namespaces, for when nobody can be asked. */
const clusterWide = new Set([
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "GatewayClass",
  "IngressClass",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "StorageClass",
]);

export class Target {
  private looking: Promise<Resources> | undefined;

  constructor(readonly config: Plain) {
    for (const [name, refused] of Object.entries(unsupported)) {
      const value = config[name];
      if (value !== undefined && refused(value))
        throw new Error(`the lab's kubernetes provider has no ${name}=${value}`);
    }
  }

  /** Rejects when the cluster cannot be reached. */
  resources(): Promise<Resources> {
    this.looking ??= reach(this.config);
    return this.looking;
  }

  /** Asks the cluster nothing any more, and follows nothing. */
  async close(): Promise<void> {
    await this.looking?.then(
      ({ api }) => api.close(),
      // One that could not be reached has nothing to close.
      () => undefined,
    );
  }

  /** The same, undefined in its place. */
  reachable = (): Promise<Resources | undefined> => this.resources().catch(() => undefined);

  /** Where namespaced objects go that do not say where. */
  get namespace(): string {
    if (typeof this.config.namespace === "string" && this.config.namespace !== "") return this.config.namespace;
    try {
      const config = kubeConfig(this.config);
      return config.getContextObject(config.getCurrentContext())?.namespace ?? "default";
    } catch {
      return "default";
    }
  }

  /** A kind that nobody knows yet counts as namespaced: its definition may be made by the same program. */
  async namespaced(apiVersion: string, kind: string): Promise<boolean> {
    const found = await (await this.reachable())?.kind(apiVersion, kind).catch(() => undefined);
    return found?.namespaced ?? !clusterWide.has(kind);
  }
}

async function reach(config: Plain): Promise<Resources> {
  try {
    const api = new Api(await connection(kubeConfig(config)));
    await api.ask("GET", "/version");
    return new Resources(api);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`configured Kubernetes cluster is unreachable: ${reason}`);
  }
}

/** @param config its `kubeconfig` is a path or a text */
export function kubeConfig({ kubeconfig, context }: Plain): KubeConfig {
  if (isUnknown(kubeconfig)) throw new Error("its kubeconfig is not known yet");
  // Never the user's own: what the lab tries out is for the lab's cluster.
  if (typeof kubeconfig !== "string" || kubeconfig === "") {
    throw new Error("the lab's kubernetes provider wants a `kubeconfig` in its configuration");
  }
  const config = new KubeConfig();
  if (existsSync(kubeconfig)) config.loadFromFile(kubeconfig);
  else config.loadFromString(kubeconfig);
  if (typeof context === "string" && context !== "") config.setCurrentContext(context);
  return config;
}
