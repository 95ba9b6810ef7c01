import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { resolve } from "../../workloads/value";
import { objectResourceName, objectToken, token } from "../plannedResources";
import { Preflight } from "../remote/ownResource";
import type { ClusterDeployment } from "./deployment";
import { type ClusterObject, type Later, mapLater, type Timeouts, type Unknown } from "./objects";
import { balancerAddress, type ServiceStatus } from "./status";

export interface KubernetesWorkloadArgs {
  readonly cluster: ClusterDeployment;
  /** Content of a kubeconfig file, or the path of one; the machine's default when left out. */
  readonly kubeconfig?: pulumi.Input<string>;
  /** Context of the kubeconfig; its current one when left out. */
  readonly context?: string | undefined;
  /** Names the cluster for as long as it is the same one, whatever becomes of credentials and addresses. */
  readonly clusterIdentifier: string;
  /** Values of the secrets that the objects name. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
}

/** A rendered workload in a cluster; see `clusterObjects`. */
export class KubernetesWorkload extends pulumi.ComponentResource {
  /** Where clients reach each bridge, by pod. */
  readonly bridgeAddresses: pulumi.Output<Record<string, string>>;

  private readonly objects: ReadonlyMap<string, ClusterObject>;
  private readonly made = new Map<string, ClusterResource>();
  private readonly provider: Provider;
  private readonly checked: pulumi.Resource;

  constructor(
    private readonly name: string,
    private readonly args: KubernetesWorkloadArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(token.cluster, name, {}, opts);
    const { cluster, context, kubeconfig, clusterIdentifier } = args;
    const access = {
      ...(kubeconfig ? { kubeconfig: pulumi.secret(kubeconfig) } : {}),
      ...(context ? { context } : {}),
    };
    this.provider = new Provider(
      `${name}-cluster`,
      {
        ...access,
        clusterIdentifier,
        // For the bridges' addresses; a ConfigMap that says `immutable` is still replaced.
        enableConfigMapMutable: true,
        // What somebody changed by hand is changed back, whoever the cluster says it belongs to since.
        enablePatchForce: true,
        // What an earlier `destroy` left, or an `up` that was broken off, is taken up again. That nobody else's is, the
        // preflight sees to. Renaming a resource would now remove its object: its old name has to stay as an alias.
        upsertExistingObjects: true,
      },
      { parent: this },
    );
    this.objects = new Map(cluster.objects.map((one) => [one.id, one]));
    this.checked = this.preflight(`${name}-preflight`, access);
    for (const { id } of cluster.objects) this.resource(id);
    this.bridgeAddresses = pulumi
      .all(
        cluster.objects
          .filter(({ id }) => /^configmap\/.*-addresses$/.test(id))
          .map(({ id }) => this.resource(id).data),
      )
      .apply((maps) => Object.fromEntries(maps.flatMap((map) => Object.entries(map))));
    this.registerOutputs({ bridgeAddresses: this.bridgeAddresses });
  }

  /** Asks the cluster for everything that the settings need, before anything in it is changed. */
  private preflight(name: string, access: Readonly<Record<string, pulumi.Input<string>>>): pulumi.Resource {
    return new Preflight(name, { ...access, requirements: this.args.cluster.requirements }, { parent: this });
  }

  private resource(id: string): ClusterResource {
    const before = this.made.get(id);
    if (before) return before;
    const object = this.objects.get(id);
    if (!object) throw new Error(`no object ${id} is rendered, and another one needs it`);
    const resource = this.make(object);
    this.made.set(id, resource);
    return resource;
  }

  private make(object: ClusterObject): ClusterResource {
    const { manifest, autonamed, after = [], timeouts, keep, ignored = [] } = object;
    const name = objectResourceName(this.name, object);
    const { apiVersion, kind, metadata, ...rest } = manifest;
    const { name: fixed, ...meta } = metadata;
    const inputs = mapLater(
      { apiVersion, kind, metadata: autonamed ? meta : { name: fixed, ...meta }, ...rest },
      (later) => this.output(later),
    ) as Record<string, unknown>;
    return new ClusterResource(objectToken(object), name, inputs, {
      parent: this,
      provider: this.provider,
      dependsOn: [this.checked, ...after.map((one) => this.resource(one))],
      ...(timeouts ? { customTimeouts: inSeconds(timeouts) } : {}),
      ...(keep ? { retainOnDelete: true } : {}),
      ...(ignored.length > 0 ? { ignoreChanges: [...ignored] } : {}),
      ...(kind === "Secret" ? { additionalSecretOutputs: ["data", "stringData"] } : {}),
    });
  }

  private output({ parts }: Later): pulumi.Output<string> {
    return pulumi
      .all(parts.map((part) => (typeof part === "string" ? part : this.known(part))))
      .apply((all) => all.join(""));
  }

  private known(part: Unknown): pulumi.Input<string> {
    if ("nameOf" in part) return this.resource(part.nameOf).metadata.apply(({ name }) => name);
    if ("addressOf" in part)
      return this.resource(part.addressOf).status.apply((status) => balancerAddress(part.addressOf, status));
    return pulumi.secret(
      pulumi.all(this.args.secrets).apply((secrets) =>
        resolve(part.value, {
          secret: (key) => {
            const value = secrets[key];
            if (value === undefined) throw new Error(`the cluster needs the secret ${key}, which nobody makes`);
            return value;
          },
          fact: (key) => {
            throw new Error(`the fact ${key} is in no Secret: the renderer keeps it out`);
          },
        }),
      ),
    );
  }
}

const inSeconds = (timeouts: Timeouts): pulumi.CustomTimeouts => ({
  create: `${timeouts.create}s`,
  update: `${timeouts.update}s`,
  delete: `${timeouts.delete}s`,
});

/** Any object: the SDK's classes do the same, and loading one for each kind takes longer than the rest of the program. */
class ClusterResource extends pulumi.CustomResource {
  declare readonly metadata: pulumi.Output<{ readonly name: string }>;
  declare readonly status: pulumi.Output<ServiceStatus | undefined>;
  declare readonly data: pulumi.Output<Record<string, string>>;

  constructor(type: string, name: string, inputs: Record<string, unknown>, opts: pulumi.CustomResourceOptions) {
    super(type, name, { ...inputs, status: undefined }, opts);
  }
}
