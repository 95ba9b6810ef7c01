/** Operations that are under way: how they are told to stop, and where their lines go. */
import type { ServiceError } from "@grpc/grpc-js";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Run } from "./live";
import type { Plain } from "./resourceType";
import type { Values } from "./values";

/** The part of the engine that takes messages. */
export interface Log {
  log(request: LogRequest, done: (error: ServiceError | null) => void): unknown;
  close(): void;
}

const severities = { info: LogSeverity.INFO, warning: LogSeverity.WARNING };

interface Limited {
  getUrn(): string;
  getTimeout?(): number;
}

export class Runs {
  private readonly cancelling = new AbortController();
  private readonly ending = new AbortController();

  constructor(private readonly engine?: Log) {}

  /** Stops everything, and everything that is asked for from now on: the engine cancels once and for all. */
  cancel(): void {
    this.cancelling.abort(new Error("the operation was cancelled"));
  }

  get cancelled(): boolean {
    return this.cancelling.signal.aborted;
  }

  /** Aborted when nobody asks any more: what is kept for later requests can go. */
  get over(): AbortSignal {
    return this.ending.signal;
  }

  end(): void {
    this.ending.abort();
    this.engine?.close();
  }

  begin(request: Limited, config: Plain, given: Values): Run {
    // Seconds; 0 is no limit.
    const limit = request.getTimeout?.() ?? 0;
    const late = limit > 0 ? [AbortSignal.timeout(limit * 1000)] : [];
    const urn = request.getUrn();
    return {
      urn,
      config,
      given,
      signal: AbortSignal.any([this.cancelling.signal, ...late]),
      log: (line, severity = "info") => {
        const message = new LogRequest().setSeverity(severities[severity]).setMessage(line).setUrn(urn);
        // Shown while it happens, and not kept in the summary: like the real provider's.
        message.setEphemeral(severity === "info");
        // An engine that is gone needs no lines.
        this.engine?.log(message, () => {});
      },
    };
  }
}
