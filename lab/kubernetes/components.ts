/** The command lines of a cluster's programs. Pure. */
import type { Identity } from "../world/authority";
import { podNetwork, serviceNetwork } from "./nodes";

export interface ComponentFiles {
  readonly folder: string;
  /** The program that all of Kubernetes and kwok are in. */
  readonly kubernetes: string;
  readonly etcd: string;
  readonly authority: { readonly cert: string };
  /** Of the API server and of etcd. */
  readonly server: Identity;
  /** The API server as etcd's client. */
  readonly etcdClient: Identity;
  /** The API server as the kubelets' client: for what people run in a pod, and its logs. */
  readonly kubeletClient: Identity;
  readonly tokenKey: string;
  readonly kwokConfiguration: string;
  /** Kubeconfigs, by who uses them. */
  readonly kubeconfigs: Readonly<Record<"controllers" | "scheduler" | "kwok", string>>;
}

export interface Addresses {
  readonly address: string;
  readonly ports: { readonly api: number; readonly etcd: number; readonly etcdPeer: number };
}

export interface Component {
  readonly name: string;
  readonly argv: readonly string[];
}

export const etcd = ({ etcd: program, folder, authority, server }: ComponentFiles, { address, ports }: Addresses) => {
  const url = `https://${address}:${ports.etcd}`;
  const peer = `https://${address}:${ports.etcdPeer}`;
  return {
    name: "etcd",
    argv: [
      program,
      "--name=lab",
      `--data-dir=${folder}/etcd`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=lab=${peer}`,
      // Anybody on the machine can reach the port, and everything that is secret in the cluster is in here.
      "--client-cert-auth",
      `--trusted-ca-file=${authority.cert}`,
      `--cert-file=${server.cert}`,
      `--key-file=${server.key}`,
      "--peer-client-cert-auth",
      `--peer-trusted-ca-file=${authority.cert}`,
      `--peer-cert-file=${server.cert}`,
      `--peer-key-file=${server.key}`,
      "--logger=zap",
      "--log-level=warn",
    ],
  };
};

export const apiServer = (files: ComponentFiles, { address, ports }: Addresses): Component => ({
  name: "kube-apiserver",
  argv: [
    ...kubernetes(files),
    "kube-apiserver",
    `--etcd-servers=https://${address}:${ports.etcd}`,
    `--etcd-cafile=${files.authority.cert}`,
    `--etcd-certfile=${files.etcdClient.cert}`,
    `--etcd-keyfile=${files.etcdClient.key}`,
    `--kubelet-client-certificate=${files.kubeletClient.cert}`,
    `--kubelet-client-key=${files.kubeletClient.key}`,
    // Their names are known to nobody.
    "--kubelet-preferred-address-types=InternalIP",
    `--bind-address=${address}`,
    `--advertise-address=${address}`,
    `--secure-port=${ports.api}`,
    `--tls-cert-file=${files.server.cert}`,
    `--tls-private-key-file=${files.server.key}`,
    `--client-ca-file=${files.authority.cert}`,
    "--anonymous-auth=false",
    "--authorization-mode=Node,RBAC",
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-key-file=${files.tokenKey}`,
    `--service-account-signing-key-file=${files.tokenKey}`,
    `--service-cluster-ip-range=${serviceNetwork}`,
    // A Service named kubernetes would lead to the loopback address, which the server refuses.
    "--endpoint-reconciler-type=none",
    "--allow-privileged=true",
    // Debian's etcd 3.4 cannot do what it takes, and clients would find out only after ten seconds.
    "--feature-gates=WatchList=false",
    "--profiling=false",
  ],
});

export const controllers = (files: ComponentFiles): Component => ({
  name: "kube-controller-manager",
  argv: [
    ...kubernetes(files),
    "kube-controller-manager",
    ...asClient(files.kubeconfigs.controllers),
    `--root-ca-file=${files.authority.cert}`,
    `--service-account-private-key-file=${files.tokenKey}`,
    "--use-service-account-credentials=true",
    "--allocate-node-cidrs=false",
    `--cluster-cidr=${podNetwork}`,
    "--leader-elect=false",
    "--profiling=false",
  ],
});

export const scheduler = (files: ComponentFiles): Component => ({
  name: "kube-scheduler",
  argv: [
    ...kubernetes(files),
    "kube-scheduler",
    ...asClient(files.kubeconfigs.scheduler),
    "--leader-elect=false",
    "--profiling=false",
  ],
});

export const kwok = (files: ComponentFiles): Component => ({
  name: "kwok",
  argv: [
    ...kubernetes(files),
    "kwok",
    `--config=${files.kwokConfiguration}`,
    `--kubeconfig=${files.kubeconfigs.kwok}`,
    "--manage-all-nodes=true",
    "--node-lease-duration-seconds=40",
    `--cidr=${podNetwork}`,
  ],
});

/** With more memory until it is collected: for a cluster this small that is a sixth of the API server's work. */
const kubernetes = ({ kubernetes: program }: ComponentFiles) => ["env", "GOGC=400", program];

/** Metrics and health of their own are served to nobody. */
const asClient = (kubeconfig: string) => [
  `--kubeconfig=${kubeconfig}`,
  `--authentication-kubeconfig=${kubeconfig}`,
  `--authorization-kubeconfig=${kubeconfig}`,
  "--secure-port=0",
];
