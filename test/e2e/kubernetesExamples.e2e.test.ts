/** Every example for a cluster, in a real API server: all pods ready, nothing to do again, and nothing left afterwards. */
import type { ProgramStack } from "../../lab/stack/programStack";
import { eventually } from "../../lab/world/wait";
import { changed, example, type Settings, TestCluster, touched } from "./kubernetes/clusterStack";

jest.setTimeout(20 * 60_000);

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.start();
});
afterAll(() => cluster?.stop());

/** Only what is around the cluster is left out: the edge host, its name, and Keycloak, which other tests deploy. */
function inTheCluster({ edge, dns, login, ...settings }: Settings): Settings {
  const { media, ...kubernetes } = settings.kubernetes as Record<string, Settings>;
  const { forwardTo, ...rest } = media ?? {};
  return { ...settings, kubernetes: { ...kubernetes, media: rest } };
}

const cases = [
  ["jitsi-kubernetes.yaml", { services: ["jicofo", "jvb", "prosody", "web"], pods: 6, kept: [] }],
  [
    "jitsi-kubernetes-gateway.yaml",
    {
      services: ["etherpad", "jibri", "jicofo", "jigasi", "jvb", "prosody", "transcriber", "web", "whiteboard"],
      pods: 12,
      kept: ["Namespace /meet", "PersistentVolumeClaim meet/recordings"],
    },
  ],
  ["jitsi-kubernetes-hostnetwork.yaml", { services: ["jicofo", "jvb", "prosody", "web"], pods: 6, kept: [] }],
  [
    "jitsi-kubernetes-scaled.yaml",
    { services: ["jicofo", "jvb-america", "jvb-europe", "prosody", "web"], pods: 8, kept: [] },
  ],
  [
    "matrixrtc-kubernetes.yaml",
    { services: ["element-call", "livekit", "lk-jwt-service", "redis"], pods: 6, kept: [] },
  ],
  [
    "matrixrtc-kubernetes-nodeport.yaml",
    { services: ["element-call", "livekit", "lk-jwt-service", "redis"], pods: 6, kept: [] },
  ],
  [
    "matrixrtc-kubernetes-scaled.yaml",
    {
      services: ["element-call", "livekit-america", "livekit-europe", "lk-jwt-service", "redis", "well-known"],
      pods: 10,
      kept: [],
    },
  ],
  // Last: others have its namespace as well, and it takes a while to go.
  [
    "matrixrtc-kubernetes-homeserver.yaml",
    {
      services: ["element-call", "livekit", "lk-jwt-service", "postgres", "redis", "synapse", "well-known"],
      pods: 10,
      kept: [
        "Namespace /call-example-org",
        "PersistentVolumeClaim call-example-org/homeserver-database",
        "PersistentVolumeClaim call-example-org/homeserver-files",
      ],
    },
  ],
] as const;

/** Namespaces of an earlier example that are on their way out: Kubernetes waits five seconds before it begins with one. */
let going: readonly string[] = [];

describe.each(cases)("%s", (file, wanted) => {
  let stack: ProgramStack;

  beforeAll(async () => {
    stack = await cluster.program(inTheCluster(example(file)), { jigasiSipPassword: "of-a-provider" });
  });
  afterAll(() => stack?.dispose());

  test("comes up with every pod ready", async () => {
    const { all } = await stack.worked(stack.stack.up());
    expect(all).not.toContain("warning:");
    // An autoscaler adds what is missing to its least by itself.
    const pods = await eventually("all pods", async () => {
      const found = await cluster.pods();
      return found.length >= wanted.pods && found.every(({ ready }) => ready) ? found : undefined;
    });
    expect(pods).toHaveLength(wanted.pods);
    expect([...new Set(pods.map(({ service }) => service))].sort()).toEqual(wanted.services);
  });

  test("runs what is declared, by `preflight --running`", async () => {
    expect(await cluster.preflight(stack, "--running")).toMatchObject({
      code: 0,
      stdout: "The cluster has all it needs, and runs what is declared.\n",
    });
  });

  test("has nothing to do again, and a refresh finds nothing", async () => {
    expect(touched(await stack.worked(stack.stack.up()))).toEqual([]);
    expect(changed(await stack.worked(stack.stack.refresh()))).toEqual({});
    expect(touched(await stack.worked(stack.stack.up()))).toEqual([]);
  });

  test("nothing of it is left, but what people made", async () => {
    await stack.worked(stack.stack.destroy());
    if (going.length > 0) await cluster.cluster.kubectl(["wait", "--for=delete", "--timeout=60s", ...going]);
    expect(await cluster.ours()).toEqual(wanted.kept);
  });

  const volumes = wanted.kept.flatMap((one) => one.match(/^PersistentVolumeClaim (.*)/)?.[1] ?? []);
  if (volumes.length > 0) {
    test("the next up takes that up again", async () => {
      const identities = async () =>
        (await cluster.list("persistentvolumeclaims", "--all-namespaces"))
          .map(({ metadata: { namespace, name, uid } }) => `${namespace}/${name} ${uid}`)
          .filter((one) => volumes.some((volume) => one.startsWith(`${volume} `)));
      const before = await identities();
      expect(before).toHaveLength(volumes.length);
      await stack.worked(stack.stack.up());
      expect(await identities()).toEqual(before);
      await stack.worked(stack.stack.destroy());
      expect(await identities()).toEqual(before);
      const namespaces = [...new Set(volumes.map((volume) => volume.replace(/\/.*/, "")))];
      await cluster.cluster.kubectl(["delete", "namespace", ...namespaces, "--wait=false"]);
      going = namespaces.map((name) => `namespace/${name}`);
    });
  }
});
