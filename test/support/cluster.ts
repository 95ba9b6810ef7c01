/** Short ways to look at what is rendered for a cluster. */
import type { IPodSpec } from "kubernetes-models/v1/PodSpec";
import type { IPodTemplateSpec } from "kubernetes-models/v1/PodTemplateSpec";
import { type ClusterDeployment, inCluster } from "../../components/kubernetes/deployment";
import { type ClusterObject, displayed } from "../../components/kubernetes/objects";
import { parseSettings } from "../../settings/parse";
import type { KubernetesSettings } from "../../settings/settings";
import { workloadOf as workloadOfSettings } from "../../workloads";
import type { Workload } from "../../workloads/model";

const base = {
  service: "jitsi",
  platform: "kubernetes",
  domain: "meet.example.org",
  kubernetes: { ingress: { tls: { issuer: "letsencrypt" } } },
} as const;

type Overrides = Readonly<Record<string, unknown>>;

/** Valid settings. Throws with the problems when they are not. */
export function clusterSettings(kubernetes: Overrides = {}, others: Overrides = {}): KubernetesSettings {
  const parsed = parseSettings(
    { ...base, ...others, kubernetes: { ...base.kubernetes, ...kubernetes } },
    { needCredentials: false },
  );
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings as KubernetesSettings;
}

export const workloadOf = (settings: KubernetesSettings): Workload => workloadOfSettings(settings, { logo: "<svg/>" });

export const deployed = (
  settings: KubernetesSettings,
  rotations: Readonly<Record<string, number>> = {},
): ClusterDeployment => inCluster(settings, workloadOf(settings), rotations);

export const rendered = (kubernetes: Overrides = {}, others: Overrides = {}): readonly ClusterObject[] =>
  deployed(clusterSettings(kubernetes, others)).objects;

/** What every part of Jitsi adds, for tests that want all of it. */
export const everyPart = {
  recording: { directory: "/srv/recordings", keepDays: 30 },
  jitsi: {
    etherpad: true,
    whiteboard: true,
    transcriber: true,
    jigasi: { sipUri: "meet@sip.example.org", server: "sip.example.org" },
    features: { liveStreaming: true },
    branding: { logo: "branding/logo.svg" },
  },
} as const;

/** Settings of MatrixRTC at the homeserver's own name, with everything that it can have. */
export const everyRtc = {
  service: "matrixrtc",
  matrixrtc: {
    homeserver: {
      name: "meet.example.org",
      baseUrl: "https://matrix.example.org:8443",
      federation: "matrix.example.org:8449",
      fullAccess: ["meet.example.org", "school.example.org"],
    },
  },
} as const;

/** The least that MatrixRTC needs. */
export const plainRtc = {
  service: "matrixrtc",
  matrixrtc: { homeserver: { name: "example.org", baseUrl: "https://matrix.example.org" } },
} as const;

/** MatrixRTC with a homeserver of Parley's own. */
export const ownRtc = { service: "matrixrtc", matrixrtc: { synapse: {} } } as const;

/** Every service with everything that it can have. */
export const everyService: readonly (readonly [string, Overrides])[] = [
  ["jitsi", everyPart],
  ["matrixrtc", everyRtc],
  ["matrixrtc with a homeserver", ownRtc],
];

/** One of each way in, with what each needs. */
export const ways: readonly (readonly [string, Overrides])[] = [
  ["loadBalancer", {}],
  ["loadBalancer behind NAT", { media: { address: "203.0.113.10" } }],
  ["nodePort", { media: { expose: "nodePort" } }],
  ["nodePort behind NAT", { media: { expose: "nodePort", address: "203.0.113.10", port: 31_000 } }],
  ["nodePort, nodes named", { media: { expose: "nodePort", nodeAddresses: { "worker-1": "203.0.113.21" } } }],
  ["hostPort", { media: { expose: "hostPort" } }],
  ["hostPort, nodes named", { media: { expose: "hostPort", nodeAddresses: { "worker-1": "203.0.113.21" } } }],
  ["hostNetwork", { media: { expose: "hostNetwork" }, networkPolicies: { nodeNetworks: ["10.0.0.0/24"] } }],
];

export function byId(objects: readonly ClusterObject[], id: string): ClusterObject {
  const found = objects.find((one) => one.id === id);
  if (!found) throw new Error(`no ${id} among ${objects.map((one) => one.id).join(", ")}`);
  return found;
}

/** A manifest as anyone would read it, of the kind that the caller knows it to be. */
export const read = <T>(object: ClusterObject): T => displayed(object.manifest) as T;

/** Every pod template with the object that it is in. */
export const templates = (
  objects: readonly ClusterObject[],
): { id: string; namespace: string; template: IPodTemplateSpec }[] =>
  objects.flatMap((object) => {
    const { spec, metadata } = read<{
      metadata: { namespace: string };
      spec?: { template?: IPodTemplateSpec; jobTemplate?: { spec: { template: IPodTemplateSpec } } };
    }>(object);
    const template = spec?.template ?? spec?.jobTemplate?.spec.template;
    return template ? [{ id: object.id, namespace: metadata.namespace, template }] : [];
  });

export const specOf = (template: IPodTemplateSpec): IPodSpec => {
  if (!template.spec) throw new Error("a template without a spec");
  return template.spec;
};
