/** A workload with everything around it, as the test's input has it. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { readInput } from "./input";

export interface KubernetesInput {
  readonly kubeconfig?: string;
  readonly greeting?: string;
  readonly password?: string;
  /** Image of the web server. */
  readonly image?: string;
  readonly privileged?: boolean;
  /** Seconds that the web server gets to become ready. */
  readonly patience?: number;
  readonly annotations?: Readonly<Record<string, string>>;
  /** A namespace of a fixed name, and nothing else. */
  readonly onlyNamespace?: string;
  readonly certificate?: boolean;
}

const input = readInput<KubernetesInput>();
const provider = new kubernetes.Provider("cluster", { kubeconfig: input.kubeconfig ?? "", clusterIdentifier: "lab" });
const options = { provider };

/** Of the load balancer. */
export let address: pulumi.Output<string> | undefined;
/** Name of the web server's ConfigMap. */
export let config: pulumi.Output<string> | undefined;

if (input.onlyNamespace) {
  new kubernetes.core.v1.Namespace("only", { metadata: { name: input.onlyNamespace } }, options);
} else if (input.kubeconfig) {
  workload();
}

function workload(): void {
  const namespace = new kubernetes.core.v1.Namespace(
    "conference",
    { metadata: { name: "conference", labels: { "pod-security.kubernetes.io/enforce": "restricted" } } },
    options,
  );
  const inside = { namespace: namespace.metadata.name };
  const greeting = new kubernetes.core.v1.ConfigMap(
    "web",
    { metadata: inside, data: { greeting: input.greeting ?? "" } },
    options,
  );
  const secret = new kubernetes.core.v1.Secret(
    "web",
    { metadata: inside, stringData: { password: pulumi.secret(input.password ?? "") } },
    options,
  );
  const labels = { app: "web" };
  const container = {
    name: "web",
    image: input.image ?? "web:1",
    ports: [{ name: "http", containerPort: 8080 }],
    envFrom: [{ secretRef: { name: secret.metadata.name } }],
    volumeMounts: [{ name: "config", mountPath: "/config" }],
    resources: { requests: { cpu: "100m", memory: "64Mi" } },
    securityContext: {
      allowPrivilegeEscalation: input.privileged === true,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    },
  };
  const pod = {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    containers: [container],
  };
  const volumes = [{ name: "config", configMap: { name: greeting.metadata.name } }];
  new kubernetes.apps.v1.Deployment(
    "web",
    {
      metadata: { ...inside, name: "web", annotations: { ...input.annotations } },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { ...pod, volumes } },
      },
    },
    { ...options, customTimeouts: { create: `${input.patience ?? 60}s`, update: `${input.patience ?? 60}s` } },
  );
  const stored = {
    name: "store",
    image: "store:1",
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    volumeMounts: [{ name: "data", mountPath: "/data" }],
  };
  const storeLabels = { app: "store" };
  new kubernetes.apps.v1.StatefulSet(
    "store",
    {
      metadata: { ...inside, name: "store" },
      spec: {
        serviceName: "store",
        replicas: 1,
        selector: { matchLabels: storeLabels },
        template: { metadata: { labels: storeLabels }, spec: { ...pod, containers: [stored] } },
        volumeClaimTemplates: [
          {
            metadata: { name: "data" },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
          },
        ],
      },
    },
    options,
  );
  const ports = [{ name: "http", port: 80, targetPort: "http" }];
  const service = new kubernetes.core.v1.Service(
    "web",
    { metadata: { ...inside, name: "web" }, spec: { selector: labels, ports } },
    options,
  );
  const outside = new kubernetes.core.v1.Service(
    "outside",
    {
      metadata: { ...inside, name: "outside" },
      spec: { type: "LoadBalancer", selector: labels, ports: [{ name: "media", port: 10000, protocol: "UDP" }] },
    },
    options,
  );
  new kubernetes.networking.v1.NetworkPolicy(
    "web",
    {
      metadata: inside,
      spec: { podSelector: { matchLabels: labels }, policyTypes: ["Ingress"], ingress: [{ ports: [{ port: 8080 }] }] },
    },
    options,
  );
  new kubernetes.policy.v1.PodDisruptionBudget(
    "web",
    { metadata: inside, spec: { maxUnavailable: 1, selector: { matchLabels: labels } } },
    options,
  );
  new kubernetes.networking.v1.Ingress(
    "web",
    {
      metadata: { ...inside, name: "web" },
      spec: {
        rules: [
          {
            host: "meet.example.org",
            http: {
              paths: [
                {
                  path: "/",
                  pathType: "Prefix",
                  backend: { service: { name: service.metadata.name, port: { name: "http" } } },
                },
              ],
            },
          },
        ],
      },
    },
    options,
  );
  if (input.certificate) {
    new kubernetes.apiextensions.CustomResource(
      "web",
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        metadata: { ...inside, name: "web" },
        spec: {
          secretName: "web-tls",
          dnsNames: ["meet.example.org"],
          issuerRef: { name: "letsencrypt", kind: "ClusterIssuer" },
        },
      },
      options,
    );
  }
  address = outside.status.loadBalancer.ingress[0]?.ip;
  config = greeting.metadata.name;
}
