/** Configuration of a node's programs. Pure. */
import { podNetwork } from "../nodes";
import { clusterDomain, dnsAddress } from "./addresses";

/** Where the node sees the files below. */
export const nodeFolder = "/parley";
/** Where the node sees the program that all of Kubernetes is in. */
export const programFolder = "/opt/kubernetes";
export const nodeProgram = `${programFolder}/kubernetes`;

/** Where the node keeps volumes. */
export const volumesFolder = "/var/lib/volumes";

/** What containerd runs in every pod to hold its namespaces. */
export const pauseImage = "node.parley.example/debian:1";

export const containerdSocket = "/run/containerd/containerd.sock";

export interface NodeFiles {
  /** Below which the pods' control groups are. */
  readonly controlGroup: string;
}

/** Text by file name. */
export const nodeFiles = ({ controlGroup }: NodeFiles): Readonly<Record<string, string>> => ({
  "containerd.toml": containerd,
  "cni/10-lab.conflist": JSON.stringify(network),
  "kubelet.yaml": JSON.stringify(kubelet(controlGroup)),
  "kube-proxy.yaml": JSON.stringify(proxy),
  "dns/Corefile": corefile,
});

const containerd = `version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  # To be killed less readily than others takes CAP_SYS_RESOURCE, which even root may lack.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${nodeFolder}/cni"
`;

/** All pods on one bridge; what leaves it has the node's address. */
const network = {
  cniVersion: "1.0.0",
  name: "lab",
  plugins: [
    {
      type: "bridge",
      bridge: "pods",
      isGateway: true,
      ipMasq: true,
      // A pod may reach itself by its Service.
      hairpinMode: true,
      ipam: { type: "host-local", ranges: [[{ subnet: podNetwork }]], routes: [{ dst: "0.0.0.0/0" }] },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
};

const kubelet = (controlGroup: string) => ({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: `${nodeFolder}/ca.crt` },
  },
  authorization: { mode: "Webhook" },
  cgroupDriver: "cgroupfs",
  cgroupRoot: controlGroup,
  // The machine may have version 1 only, or both.
  failCgroupV1: false,
  failSwapOn: false,
  // It would set them for the whole machine. See kernelSettings.
  protectKernelDefaults: true,
  clusterDNS: [dnsAddress],
  clusterDomain,
  resolvConf: "",
  containerRuntimeEndpoint: `unix://${containerdSocket}`,
  serializeImagePulls: false,
  // However full the machine's disk is: nobody pulls again what was brought here.
  imageGCHighThresholdPercent: 100,
  evictionHard: { "memory.available": "100Mi" },
});

const proxy = {
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  mode: "nftables",
  clusterCIDR: podNetwork,
  clientConnection: { kubeconfig: `${nodeFolder}/kube-proxy.kubeconfig` },
  // Of the machine: they stay.
  conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
};

/** No names but the cluster's: nobody here leads to any others. */
const corefile = `.:53 {
  errors
  kubernetes ${clusterDomain} in-addr.arpa {
    kubeconfig ${nodeFolder}/dns/kubeconfig
  }
}
`;

/**
 * Kernel settings that a kubelet wants (pkg/kubelet/cm/container_manager_linux.go). They hold for the whole machine, which
 * keeps its own: the kubelet sees a file in place of each.
 */
export const kernelSettings: Readonly<Record<string, string>> = {
  "kernel/keys/root_maxbytes": "25000000",
  "kernel/keys/root_maxkeys": "1000000",
  "kernel/panic": "10",
  "kernel/panic_on_oops": "1",
  "vm/overcommit_memory": "1",
  "vm/panic_on_oom": "0",
};
