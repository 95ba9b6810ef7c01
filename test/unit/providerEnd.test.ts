/** Parley's provider as the engine starts and ends it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { afterEach, expect, test } from "@jest/globals";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { CreateRequest } from "@pulumi/pulumi/proto/provider_pb";
import { utils } from "ssh2";
import { toStruct } from "../../provider/protocol/wire";
import { tokens } from "../../provider/tokens";

jest.setTimeout(60_000);

let provider: ChildProcess;
afterEach(() => {
  provider.kill("SIGKILL");
});

async function started(): Promise<string> {
  provider = spawn("provider/pulumi-resource-parley-remote", ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
  if (!provider.stdout) throw new Error("it says nothing");
  const [port] = await once(createInterface({ input: provider.stdout }), "line");
  return `127.0.0.1:${port}`;
}

/** Milliseconds until it ended as it should. */
async function toEnd(): Promise<number> {
  const began = Date.now();
  provider.kill("SIGINT");
  expect(await once(provider, "exit")).toEqual([0, null]);
  return Date.now() - began;
}

test("it ends at once when nothing is under way: the engine waits for that", async () => {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    await started();
    times.push(await toEnd());
  }
  expect(Math.min(...times)).toBeLessThan(200);
});

test("what is under way is told to stop, and has time to hear it", async () => {
  // A host that takes connections and says nothing.
  const silent = createServer().listen(0, "127.0.0.1");
  const connected = once(silent, "connection");
  const client = new ResourceProviderClient(await started(), credentials.createInsecure());
  const { port } = silent.address() as AddressInfo;
  const privateKey = utils.generateKeyPairSync("ed25519").private;
  const connection = { host: "127.0.0.1", port, user: "root", privateKey };
  const request = new CreateRequest()
    .setUrn(`urn:pulumi:test::test::${tokens.ready}::machine`)
    .setProperties(toStruct({ connection, machine: "1", patience: 60 }));
  const answered = new Promise<ServiceError | null>((done) => client.create(request, done));
  await connected;
  const time = await toEnd();
  expect(await answered).toMatchObject({ details: "the operation was cancelled" });
  expect(time).toBeGreaterThanOrEqual(290);
  client.close();
  silent.close();
});
