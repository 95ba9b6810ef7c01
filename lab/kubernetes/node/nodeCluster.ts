/** A cluster with one real node: kubelet, containerd, kube-proxy and CoreDNS run in a Debian of their own, and so do the pods. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeGroups } from "../../ownDebian/controlGroups";
import { OwnDebian } from "../../ownDebian/ownDebian";
import { type CommandOptions, must } from "../../world/command";
import { provideDaemon } from "../../world/daemons";
import type { Ground } from "../../world/places";
import { eventually } from "../../world/wait";
import { type Cluster, startCluster } from "../cluster";
import { kubernetesProgram } from "../program";
import { nodeAddress } from "./addresses";
import { dnsObjects, dnsUser } from "./dns";
import { kernelSettings, nodeFiles, nodeFolder, nodeProgram, programFolder, volumesFolder } from "./files";
import { nodeImage } from "./image";

export const nodeName = "node-1";

export class NodeCluster {
  private constructor(
    readonly cluster: Cluster,
    private readonly debian: OwnDebian,
  ) {}

  /** @param archives images that pods may have, as `docker save` writes them: there is no registry */
  static async start(archives: readonly string[]): Promise<NodeCluster> {
    const program = await kubernetesProgram();
    const debian = await OwnDebian.start({
      prefix: "parley-node-",
      data: [nodeFolder, volumesFolder, "/var/lib/containerd", "/var/lib/kubelet"],
      seen: { [programFolder]: dirname(program) },
      first: "sleep infinity & wait",
    });
    try {
      await must([...debian.enter, "sh", "-c", network]);
      const cluster = await startCluster({
        folder: join(debian.folder, "cluster"),
        nodes: 0,
        volumes: { node: nodeName, path: volumesFolder, here: debian.hostPath(volumesFolder) },
        place: {
          enter: debian.enterForLife,
          address: nodeAddress,
          ports: { api: 6443, etcd: 2379, etcdPeer: 2380 },
        },
      });
      const made = new NodeCluster(cluster, debian);
      await made.startNode([await nodeImage(), ...archives]);
      return made;
    } catch (error) {
      await debian.stop();
      throw error;
    }
  }

  /** Words before a command of the machine that reaches the API server, and Services. */
  get enterNetwork(): string[] {
    return this.debian.enterNetwork;
  }

  /** What it leaves behind on the machine when it does not end as it should, by name. */
  get name(): string {
    return this.debian.name;
  }

  get folder(): string {
    return this.debian.folder;
  }

  /** Standard output of a program on the node, which has to succeed. */
  onNode = (argv: readonly string[], options?: CommandOptions): Promise<string> =>
    must([...this.debian.enter, ...argv], options);

  async stop(): Promise<void> {
    await this.cluster.stop();
    await this.debian.stop();
  }

  private async startNode(archives: readonly string[]): Promise<void> {
    const { debian, cluster } = this;
    makeGroups(debian.name);
    await this.write();
    await this.keepKernelSettings();
    const daemon = (name: string, ...argv: string[]) =>
      provideDaemon(groundOf(debian.folder), { name, argv, enter: debian.enter });
    await daemon("containerd", "containerd", `--config=${nodeFolder}/containerd.toml`);
    await eventually("containerd", () => this.onNode(["ctr", "version"]), { every: 100 });
    for (const archive of archives) await this.load(archive);
    const node = ["--node-ip", nodeAddress, "--hostname-override", nodeName];
    const kubeconfig = ["--kubeconfig", `${nodeFolder}/kubelet.kubeconfig`];
    await daemon("kubelet", nodeProgram, "kubelet", ...kubeconfig, ...node, "--config", `${nodeFolder}/kubelet.yaml`);
    await daemon("kube-proxy", nodeProgram, "kube-proxy", "--config", `${nodeFolder}/kube-proxy.yaml`);
    await eventually("the node", () => cluster.kubectl(["get", "node", nodeName]));
    await cluster.kubectl(["wait", "--for=condition=Ready", "--timeout=60s", "node", nodeName]);
    await cluster.create(dnsObjects);
    await cluster.kubectl(["rollout", "status", "--namespace=kube-system", "deployment/coredns", "--timeout=60s"], "");
  }

  /** Images for the pods of the node. */
  private async load(archive: string): Promise<void> {
    const name = join(this.debian.hostPath(nodeFolder), "images.tar");
    copyFileSync(archive, name);
    await this.onNode(["ctr", "--namespace=k8s.io", "images", "import", `${nodeFolder}/images.tar`], {
      timeout: 180_000,
    });
  }

  private async write(): Promise<void> {
    const { cluster, debian } = this;
    const file = (name: string) => {
      const path = join(debian.hostPath(nodeFolder), name);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      return path;
    };
    const files = nodeFiles({ controlGroup: `/${debian.name}` });
    for (const [name, text] of Object.entries(files)) writeFileSync(file(name), text);
    copyFileSync(cluster.certificate, file("ca.crt"));
    const users = [
      ["kubelet.kubeconfig", `system:node:${nodeName}`, ["system:nodes"]],
      ["kube-proxy.kubeconfig", "system:kube-proxy", []],
      ["dns/kubeconfig", dnsUser, []],
    ] as const;
    for (const [name, user, groups] of users) copyFileSync(await cluster.user(user, groups), file(name));
  }

  private async keepKernelSettings(): Promise<void> {
    for (const [name, value] of Object.entries(kernelSettings)) {
      const file = `${nodeFolder}/${name.replaceAll("/", "-")}`;
      writeFileSync(join(this.debian.hostPath(nodeFolder), name.replaceAll("/", "-")), `${value}\n`);
      await this.onNode(["mount", "--bind", file, `/proc/sys/${name}`]);
    }
  }
}

const groundOf = (folder: string): Ground => ({
  folder,
  state: join(folder, "node.json"),
  secrets: join(folder, "secrets"),
  logs: join(folder, "log"),
});

/** An address for the node, and a way out for what has none: to the Services, as kube-proxy then decides. */
const network = `ip link add eth0 type veth peer name outside
ip addr add ${nodeAddress}/24 dev eth0
ip link set eth0 up
ip link set outside up
ip route add default dev eth0
echo 1 >/proc/sys/net/ipv4/ip_forward`;
