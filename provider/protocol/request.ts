/** What a request of the engine is about. */
import type * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { Known } from "./live";
import { plain, type Values } from "./values";
import { fromStruct } from "./wire";

interface About {
  getUrn(): string;
}

/** Token of the resource's type: the last one of `urn:pulumi:STACK::PROJECT::PARENTS$TYPE::NAME`. */
export function tokenOf(request: About): string {
  return request.getUrn().split("::")[2]?.split("$").at(-1) ?? "";
}

/** The resource's name in the program, which may hold any character. */
export function nameOf(request: About): string {
  return request.getUrn().split("::").slice(3).join("::");
}

/** The inputs before; an old engine sends the state in their place. */
export function oldInputs(request: messages.DiffRequest | messages.UpdateRequest): Values {
  return fromStruct(request.getOldInputs() ?? request.getOlds());
}

/** What the engine has recorded of the resource that an update changes. */
export function knownOf(request: messages.UpdateRequest): Known {
  return { id: request.getId(), inputs: plain(oldInputs(request)), outputs: plain(fromStruct(request.getOlds())) };
}

/** The same for a resource that is to be read or deleted. */
export function recordedOf(request: messages.ReadRequest | messages.DeleteRequest): Known {
  const outputs = fromStruct(request.getProperties());
  const given = "getInputs" in request ? request.getInputs() : request.getOldInputs();
  return { id: request.getId(), inputs: plain(given ? fromStruct(given) : outputs), outputs: plain(outputs) };
}
