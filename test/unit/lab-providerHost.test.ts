/** The process that hosts the lab's providers: each plugin has a provider of its own from it, as long as it wants. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { credentials } from "@grpc/grpc-js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ConfigureRequest, ReadRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { hosted, startProviderHost } from "../../lab/providers/real/hostProcess";
import { eventually } from "../../lab/world/wait";
import { toStruct } from "../../provider/protocol/wire";

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "parley-host-"));
const socket = join(folder, "providers.sock");
const plugins: ChildProcess[] = [];
let endHost: () => void;

beforeAll(async () => {
  endHost = await startProviderHost(socket, [], process.env);
});
afterAll(() => {
  endHost();
  for (const plugin of plugins) plugin.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** As the engine starts a plugin: with switches of its own, and its address last. */
function plugin(name: string) {
  const [program = "", ...words] = hosted(socket, name);
  const child = spawn(program, [...words, "-v=1", "127.0.0.1:1"], { stdio: ["ignore", "pipe", "pipe"] });
  plugins.push(child);
  return child;
}

async function provider(name: string) {
  const child = plugin(name);
  const [port] = await once(createInterface({ input: child.stdout }), "line");
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const version = () =>
    new Promise<string | undefined>((done) =>
      client.getPluginInfo(new Empty(), (error: Error | null, info?: PluginInfo) =>
        done(error ? undefined : info?.getVersion()),
      ),
    );
  return { child, port, client, version };
}

test("two plugins have two providers, and one goes without the other", async () => {
  const [one, other] = [await provider("random"), await provider("random")];
  expect(one.port).not.toBe(other.port);
  expect(await one.version()).toMatch(/^\d+\.\d+\.\d+/);
  expect(await other.version()).toBe(await one.version());
  one.child.kill("SIGINT");
  await eventually("its end", async () => ((await one.version()) === undefined ? true : undefined));
  expect(await other.version()).toMatch(/^\d/);
  for (const { client } of [one, other]) client.close();
});

test("one whose cluster cannot be reached ends like any other, and the host stays", async () => {
  const { child, client, version } = await provider("kubernetes");
  const kubeconfig = JSON.stringify({
    "current-context": "gone",
    contexts: [{ name: "gone", context: { cluster: "gone", user: "nobody" } }],
    clusters: [{ name: "gone", cluster: { server: "https://127.0.0.1:1" } }],
    users: [{ name: "nobody", user: {} }],
  });
  const configured = new ConfigureRequest().setArgs(toStruct({ kubeconfig }));
  await new Promise((done) => client.configure(configured, done));
  const urn = "urn:pulumi:test::test::kubernetes:core/v1:ConfigMap::one";
  const asked = new ReadRequest().setUrn(urn).setId("default/one").setProperties(toStruct({}));
  const refused = await new Promise<Error | null>((done) => client.read(asked, done));
  expect(refused?.message).toContain("configured Kubernetes cluster is unreachable");
  child.kill("SIGINT");
  await eventually("its end", async () => ((await version()) === undefined ? true : undefined));
  const next = await provider("random");
  expect(await next.version()).toMatch(/^\d/);
  for (const one of [client, next.client]) one.close();
});

test("a provider that there is not: the plugin fails, and says why", async () => {
  const child = plugin("aws");
  const [said] = await Promise.all([text(child.stdout), once(child, "exit")]);
  expect(said).toContain("there is no real provider aws");
  expect(child.exitCode).not.toBe(0);
});

test("with the host, its plugins end", async () => {
  const { child, client } = await provider("random");
  endHost();
  const [code] = await once(child, "exit");
  expect(code).not.toBe(0);
  expect(await once(plugin("random"), "exit")).not.toEqual([0, null]);
  client.close();
});
