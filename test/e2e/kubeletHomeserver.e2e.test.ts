/** A homeserver of Parley's own in pods that really run: real Synapse and real PostgreSQL on a real kubelet. */
import { homeserverInLab, matrixrtcInLab, standIns } from "../../lab/images";
import { NodeCluster } from "../../lab/kubernetes/node/nodeCluster";
import { livekitReference } from "../../lab/livekit/server";
import type { ProgramStack } from "../../lab/stack/programStack";
import { eventually } from "../../lab/world/wait";
import { newUser } from "./homeserver/terminal";
import { Pods } from "./kubelet/pods";
import { Visitor } from "./kubelet/visitor";
import { example, TestCluster } from "./kubernetes/clusterStack";

jest.setTimeout(10 * 60_000);

const namespace = "call-example-org";
const password = `anna's "own" $ecret`;
let node: NodeCluster;
let cluster: TestCluster;
let stack: ProgramStack;
let pods: Pods;
let visitor: Visitor;
/** Of anna's login. */
let token: string;

const up = () => stack.worked(stack.stack.up());

beforeAll(async () => {
  const { archive } = await standIns([...matrixrtcInLab, ...homeserverInLab]);
  node = await NodeCluster.start([archive]);
  cluster = await TestCluster.around(node);
  pods = new Pods(node.cluster, namespace);
  visitor = new Visitor(node);
  const { kubernetes, matrixrtc, ...rest } = example("matrixrtc-kubernetes-homeserver.yaml");
  stack = await cluster.program({
    ...rest,
    // One LiveKit needs no Redis, whose image the lab does not have.
    kubernetes: { ...(kubernetes as object), webReplicas: 1, bridges: { count: 1 }, readySeconds: 240 },
    matrixrtc: {
      ...(matrixrtc as object),
      images: { livekit: livekitReference() },
      livekit: { cpus: 0.5, memory: 256, drain: 1 },
    },
  });
}, 20 * 60_000);
afterAll(async () => {
  stack?.dispose();
  await cluster?.stop();
});

/** What Synapse answers at its Service. */
async function ask(path: string, body?: object): Promise<Record<string, unknown>> {
  const address = await pods.kubectl("get", "service/synapse", "--output=jsonpath={.spec.clusterIP}");
  const data = body === undefined ? [] : ["--data", JSON.stringify(body)];
  const login = token === undefined ? [] : ["--header", `Authorization: Bearer ${token}`];
  const answer = await visitor.get(`http://${address}:8008${path}`, ...data, ...login);
  return JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")));
}

async function annaIsLoggedIn(): Promise<true> {
  expect(await ask("/_matrix/client/v3/account/whoami")).toMatchObject({ user_id: "@anna:call.example.org" });
  return true;
}

test("up: every pod is ready, and the data is its service's own", async () => {
  await up();
  expect((await cluster.pods()).map(({ service, ready }) => `${service} ${ready}`).sort()).toEqual(
    ["element-call", "livekit", "lk-jwt-service", "postgres", "synapse", "well-known"].map((name) => `${name} true`),
  );
  const owner = (pod: string, path: string) => pods.in(`deployment/${pod}`, "stat", "-c", "%u %a", path);
  expect(await owner("postgres", "/var/lib/postgresql/data/pgdata")).toBe("999 700\n");
  expect(await owner("synapse", "/data/signing.key")).toBe("991 600\n");
});

test("the output's command makes a user, who logs in", async () => {
  const { newUser: command } = (await stack.stack.outputs()) as { newUser: string };
  expect(command).toMatch(/^kubectl exec -it /);
  const kubectl = node.cluster.command([]).join(" ");
  const { code, output } = await newUser([], command.replace(/^kubectl/, kubectl), "anna", password);
  expect([code, output]).toEqual([0, expect.stringContaining("Success!")]);
  expect(output).not.toContain(password);
  const identifier = { type: "m.id.user", user: "anna" };
  const login = await ask("/_matrix/client/v3/login", { type: "m.login.password", identifier, password });
  token = String(login.access_token);
  await annaIsLoggedIn();
});

test("PostgreSQL's pod is replaced: its data is closed again, and everything is there", async () => {
  const before = (await cluster.identities()).postgres;
  await node.onNode(["sh", "-c", "chmod -R g+rwX /var/lib/volumes/*/pgdata"]);
  await pods.kubectl("delete", "pod", "--selector=app.kubernetes.io/name=postgres");
  await pods.kubectl("rollout", "status", "deployment/postgres", "--timeout=120s");
  expect((await cluster.identities()).postgres).not.toEqual(before);
  const postgres = "deployment/postgres";
  expect(await pods.in(postgres, "stat", "-c", "%a", "/var/lib/postgresql/data/pgdata")).toBe("700\n");
  await eventually("the homeserver", annaIsLoggedIn);
});

test("the database's password is rotated: the new one holds, and who is logged in stays so", async () => {
  stack.program.set(["parley:secrets"], { rotation: { homeserverDatabase: 2 } });
  await up();
  await eventually("the homeserver", annaIsLoggedIn);
});

test("destroy leaves the data: with new secrets, it is the same homeserver", async () => {
  const keys = async () => (await ask("/_matrix/key/v2/server")).verify_keys;
  const before = await keys();
  expect(before).toBeDefined();
  await stack.worked(stack.stack.destroy());
  await up();
  await annaIsLoggedIn();
  expect(await keys()).toEqual(before);
});
