/** Looking into running pods: through the API server and the kubelet, as `kubectl exec` does. */
import type { Cluster } from "../../../lab/kubernetes/cluster";
import type { Result } from "../../../lab/world/command";

interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
}

export interface RunningPod {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status: { readonly podIP?: string };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly volumeMounts?: readonly Mount[] }[];
    readonly volumes?: readonly {
      readonly name: string;
      readonly configMap?: { readonly name: string };
      readonly secret?: { readonly secretName: string };
    }[];
  };
}

export class Pods {
  constructor(
    private readonly cluster: Cluster,
    private readonly namespace: string,
  ) {}

  kubectl = (...args: string[]): Promise<string> => this.cluster.kubectl([`--namespace=${this.namespace}`, ...args]);

  /** @param selector as in `app.kubernetes.io/name=web` */
  async list(selector = ""): Promise<RunningPod[]> {
    const answer = await this.kubectl("get", "pods", "--output=json", ...(selector ? ["--selector", selector] : []));
    return (JSON.parse(answer) as { items: RunningPod[] }).items;
  }

  /** A program in a pod, whatever its exit code. */
  tryIn = (pod: string, ...argv: string[]): Promise<Result> =>
    this.cluster.tryKubectl([`--namespace=${this.namespace}`, "exec", pod, "--", ...argv]);

  /** Standard output of a program in a pod, which has to succeed. @param pod or `deployment/NAME` */
  in = (pod: string, ...argv: string[]): Promise<string> => this.kubectl("exec", pod, "--", ...argv);

  /** Contents of files in a pod, by path. */
  async files(pod: string, paths: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const script = 'for file; do base64 -w 0 "$file" && echo || exit; done';
    const lines = paths.length > 0 ? (await this.in(pod, "sh", "-c", script, "sh", ...paths)).split("\n") : [];
    return Object.fromEntries(paths.map((path, index) => [path, Buffer.from(lines[index] ?? "", "base64").toString()]));
  }

  /** What the kernel says of a pod's first process, by name. */
  async status(pod: string): Promise<Readonly<Record<string, string>>> {
    const lines = (await this.in(pod, "cat", "/proc/1/status")).trim().split("\n");
    return Object.fromEntries(
      lines.map((line) => {
        const [name = "", value = ""] = line.split(":\t");
        return [name, value.trim().replaceAll("\t", " ")];
      }),
    );
  }

  /** The environment that a pod's first process was started with. */
  async environment(pod: string): Promise<Readonly<Record<string, string>>> {
    const entries = (await this.in(pod, "cat", "/proc/1/environ")).split("\0").filter(Boolean);
    return Object.fromEntries(entries.map((entry) => [entry.split("=", 1)[0] ?? "", entry.replace(/^[^=]*=/, "")]));
  }

  /** Files that were declared for a pod, by path: what the ConfigMap or Secret holds. */
  async declaredFiles({ spec }: RunningPod): Promise<Readonly<Record<string, string>>> {
    const found: Record<string, string> = {};
    for (const { name, mountPath, subPath } of spec.containers.flatMap(({ volumeMounts = [] }) => volumeMounts)) {
      const volume = spec.volumes?.find((one) => one.name === name);
      if (subPath === undefined || !(volume?.configMap || volume?.secret)) continue;
      const holder = volume.configMap ? `configmap/${volume.configMap.name}` : `secret/${volume.secret?.secretName}`;
      const { data } = JSON.parse(await this.kubectl("get", holder, "--output=json")) as {
        data: Record<string, string>;
      };
      const text = data[subPath] ?? "";
      found[mountPath] = volume.configMap ? text : Buffer.from(text, "base64").toString();
    }
    return found;
  }
}
