/** Serves a provider to the engine that started this process. */
import { credentials, Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Note } from "./noted";
import { Requests } from "./requests";
import type { Provider } from "./resourceType";
import { Runs } from "./runs";
import { type Answered, service } from "./service";

/** The engine's own limit for a message. */
const largestMessage = 400 * 1024 * 1024;
const parentCheck = 2_000;
/** For what runs, or has just been cancelled, to hear on its host that it has to stop. */
const farewell = 300;

/**
 * @param engine address of the engine, for messages
 * @param told hears of every operation
 */
export function serve(provider: Provider, engine?: string, told?: Note): void {
  serveRequests((runs) => service(provider, runs, told), provider.live !== undefined, engine);
}

/**
 * The same for one that answers by itself.
 *
 * @param acts whether what runs has to be told to stop
 */
export function serveRequests(answers: (runs: Runs) => Answered, acts: boolean, engine?: string): void {
  const runs = new Runs(engine ? new EngineClient(engine, credentials.createInsecure()) : undefined);
  const server = new Server({ "grpc.max_receive_message_length": largestMessage });
  const requests = new Requests();
  server.addService(ResourceProviderService, requests.counted(answers(runs)));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    // The engine reads the port from the first line.
    process.stdout.write(`${port}\n`);
  });

  const stop = () => {
    // The engine waits for our end, after every operation.
    if (!acts || (requests.unanswered === 0 && !runs.cancelled)) process.exit(0);
    runs.cancel();
    setTimeout(() => process.exit(0), farewell);
  };
  // An engine that was killed cannot tell us to stop.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, parentCheck).unref();
  // The engine ends its providers this way, and calls one that has to be killed a bug.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
}
