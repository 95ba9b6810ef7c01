/** The cluster's DNS: CoreDNS as a pod of the node, under the name and labels that clusters give it. Pure. */
import type { KubernetesObject } from "../api";
import { dnsAddress } from "./addresses";
import { nodeFolder, nodeProgram, pauseImage, programFolder } from "./files";

const name = "coredns";
const labels = { "k8s-app": "kube-dns" };
const metadata = { name, namespace: "kube-system", labels };

/** As whom it asks the API server. */
export const dnsUser = "system:coredns";

const container = {
  name,
  image: pauseImage,
  command: [nodeProgram, "coredns", `${nodeFolder}/dns/Corefile`],
  readinessProbe: { tcpSocket: { port: 53 }, periodSeconds: 1 },
  volumeMounts: [
    { name: "program", mountPath: programFolder, readOnly: true },
    { name: "config", mountPath: `${nodeFolder}/dns`, readOnly: true },
  ],
};

export const dnsObjects: readonly KubernetesObject[] = [
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: dnsUser },
    rules: [
      { apiGroups: [""], resources: ["namespaces", "pods", "services"], verbs: ["list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
    ],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: dnsUser },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: dnsUser },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: dnsUser }],
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { ...metadata, name: "kube-dns" },
    spec: {
      clusterIP: dnsAddress,
      selector: labels,
      ports: ["UDP", "TCP"].map((protocol) => ({ name: `dns-${protocol.toLowerCase()}`, port: 53, protocol })),
    },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          dnsPolicy: "Default",
          automountServiceAccountToken: false,
          containers: [container],
          volumes: [
            { name: "program", hostPath: { path: programFolder } },
            { name: "config", hostPath: { path: `${nodeFolder}/dns` } },
          ],
        },
      },
    },
  },
];
