/** Between the engine's protocol buffers and plain objects. */
import { Metadata, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Failure } from "./check";
import type { Change } from "./diff";
import type { Values } from "./values";

/** An error that tells the engine more than its words do. */
export class Detailed extends Error {
  constructor(
    message: string,
    readonly metadata: Metadata,
  ) {
    super(message);
  }
}

/** A handler that answers or throws, as gRPC wants it. */
export function handler<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
  return async (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
    try {
      callback(null, await answer(call.request));
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      const metadata = error instanceof Detailed ? error.metadata : new Metadata();
      callback({ code: status.UNKNOWN, details, metadata });
    }
  };
}

export function fromStruct(struct: Struct | undefined): Values {
  return (struct?.toJavaScript() ?? {}) as Values;
}

export function toStruct(values: Values): Struct {
  // Protocol buffers know no undefined.
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(values)));
}

export function checkResponse(inputs: Values, failures: readonly Failure[]): messages.CheckResponse {
  const response = new messages.CheckResponse().setInputs(toStruct(inputs));
  for (const { property, reason } of failures) {
    response.addFailures(new messages.CheckFailure().setProperty(property).setReason(reason));
  }
  return response;
}

export function diffResponse(found: readonly Change[], deleteBeforeReplace: boolean): messages.DiffResponse {
  const { DiffChanges } = messages.DiffResponse;
  const response = new messages.DiffResponse()
    .setChanges(found.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE)
    .setHasdetaileddiff(true)
    .setDeletebeforereplace(deleteBeforeReplace);
  for (const change of found) {
    const entry = new messages.PropertyDiff().setInputdiff(true).setKind(kinds[change.kind][change.replace ? 1 : 0]);
    response.getDetaileddiffMap().set(change.path, entry);
    const top = change.path.split(/[.[]/)[0] ?? change.path;
    if (!response.getDiffsList().includes(top)) response.addDiffs(top);
    if (change.replace && !response.getReplacesList().includes(top)) response.addReplaces(top);
  }
  return response;
}

const { Kind } = messages.PropertyDiff;
const kinds = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;
