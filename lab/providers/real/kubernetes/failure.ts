/** An object that is there, but did not become what was waited for: the engine keeps it, with the reasons. */
import { Metadata } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Values } from "../../../../provider/protocol/values";
import { Detailed, toStruct } from "../../../../provider/protocol/wire";

/** Waiting is over. `problems` name pods, containers, reasons and messages. */
export class NotReady extends Error {
  constructor(
    message: string,
    readonly problems: readonly string[],
  ) {
    super(message);
  }
}

/** As the engine wants to hear that a resource was made, but not initialized. */
export function initFailed(id: string, message: string, problems: readonly string[], outputs: Values, inputs?: Values) {
  const detail = new ErrorResourceInitFailed()
    .setId(id)
    .setProperties(toStruct(outputs))
    .setReasonsList([message, ...problems]);
  if (inputs) detail.setInputs(toStruct(inputs));
  const wrapped = new Any();
  wrapped.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const unknown = 2;
  const status = new Status().setCode(unknown).setMessage(message);
  status.addDetails(wrapped);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return new Detailed(message, metadata);
}
