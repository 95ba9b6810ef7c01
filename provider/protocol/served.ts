/** One provider as the engine sees it: a port of its own, and what runs behind it. */
import { setTimeout as sleep } from "node:timers/promises";
import { credentials, Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Requests } from "./requests";
import { Runs } from "./runs";
import type { Answered } from "./service";

/** The engine's own limit for a message. */
const largestMessage = 400 * 1024 * 1024;
/** For what runs, or has just been cancelled, to hear on its host that it has to stop. */
const farewell = 300;

export class Served {
  /** Where it listens, on the loopback interface. Rejects when it cannot. */
  readonly port: Promise<number>;
  private readonly runs: Runs;
  private readonly requests = new Requests();
  private readonly server = new Server({ "grpc.max_receive_message_length": largestMessage });

  /** @param engine its address, for messages */
  constructor(answers: (runs: Runs) => Answered, engine?: string) {
    this.runs = new Runs(engine ? new EngineClient(engine, credentials.createInsecure()) : undefined);
    this.server.addService(ResourceProviderService, this.requests.counted(answers(this.runs)));
    this.port = new Promise((done, failed) => {
      this.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
        error ? failed(error) : done(port),
      );
    });
  }

  /** Tells what runs to stop, with time to hear it, and answers nobody any more. */
  async end(): Promise<void> {
    const busy = this.requests.unanswered > 0 || this.runs.cancelled;
    this.runs.cancel();
    if (busy) await sleep(farewell);
    this.runs.end();
    this.server.forceShutdown();
  }
}
