/** The engine's provider protocol, answered by a table of resource types and, for a real provider, by what it does. */
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { changes } from "./diff";
import type { Note } from "./noted";
import { check, checkConfig, create, diff, update } from "./operations";
import { recall } from "./recall";
import { knownOf, nameOf, oldInputs, recordedOf, tokenOf } from "./request";
import type { Plain, Provider, ResourceType } from "./resourceType";
import { Runs } from "./runs";
import { plain, type Values } from "./values";
import { checkResponse, diffResponse, fromStruct, handler, toStruct } from "./wire";

/** The requests that the lab's providers answer. */
export type Answered = Pick<
  IResourceProviderServer,
  | "handshake"
  | "getPluginInfo"
  | "getSchema"
  | "attach"
  | "cancel"
  | "checkConfig"
  | "diffConfig"
  | "configure"
  | "check"
  | "diff"
  | "create"
  | "update"
  | "read"
  | "delete"
  | "invoke"
>;

/** What is left out is answered with "unimplemented" by gRPC, which the engine understands. */
export function service(provider: Provider, runs = new Runs(), told: Note = () => {}): Answered {
  let config: Plain = {};
  const note = (operation: "create" | "read" | "update" | "delete", urn: string, id: string, inputs: Values) =>
    told({ provider: provider.name, operation, urn, id, inputs });
  const liveOf = (request: { getUrn(): string }) => provider.live?.(tokenOf(request));

  return {
    handshake: handler(() => new messages.ProviderHandshakeResponse().setAcceptSecrets(true)),
    getPluginInfo: handler(() => new PluginInfo().setVersion(provider.version)),
    getSchema: handler(() => new messages.GetSchemaResponse().setSchema("{}")),
    attach: handler(() => new Empty()),
    cancel: handler(() => {
      runs.cancel();
      return new Empty();
    }),

    checkConfig: handler((request) => {
      const result = checkConfig(provider, fromStruct(request.getNews()));
      return checkResponse(result.inputs, result.failures);
    }),
    diffConfig: handler((request) => {
      const olds = fromStruct(request.getOldInputs() ?? request.getOlds());
      // Nothing stands behind a configuration that would have to be made anew.
      return diffResponse(changes(olds, fromStruct(request.getNews()), []), false);
    }),
    configure: handler((request) => {
      const given = fromStruct(request.getArgs());
      config = plain(given);
      told({ provider: provider.name, operation: "configure", inputs: given });
      return new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),

    check: handler((request) => {
      const olds = request.hasOlds() ? fromStruct(request.getOlds()) : undefined;
      const result = check(typeOf(provider, request), nameOf(request), olds, fromStruct(request.getNews()));
      return checkResponse(result.inputs, result.failures);
    }),
    diff: handler((request) => {
      const result = diff(typeOf(provider, request), config, oldInputs(request), fromStruct(request.getNews()));
      return diffResponse(result.changes, result.deleteBeforeReplace);
    }),
    create: handler(async (request) => {
      const type = typeOf(provider, request);
      const inputs = fromStruct(request.getProperties());
      const preview = request.getPreview();
      if (!preview) failing(type, inputs, "create");
      const made = preview
        ? undefined
        : await liveOf(request)?.create(plain(inputs), runs.begin(request, config, inputs));
      const result = create(type, inputs, preview, made?.computed);
      const id = made?.id ?? result.id;
      if (!preview) note("create", request.getUrn(), id, inputs);
      return new messages.CreateResponse().setId(id).setProperties(toStruct(result.outputs));
    }),
    update: handler(async (request) => {
      const type = typeOf(provider, request);
      const inputs = fromStruct(request.getNews());
      const preview = request.getPreview();
      if (!preview) failing(type, inputs, "update");
      const live = preview ? undefined : liveOf(request);
      const computed = await live?.update(knownOf(request), plain(inputs), runs.begin(request, config, inputs));
      const outputs = update(type, fromStruct(request.getOlds()), inputs, preview, computed);
      if (!preview) note("update", request.getUrn(), request.getId(), inputs);
      return new messages.UpdateResponse().setProperties(toStruct(outputs));
    }),
    read: handler(async (request) => {
      const look = liveOf(request)?.read;
      const found =
        look && (await look(recordedOf(request), runs.begin(request, config, fromStruct(request.getInputs()))));
      // Without an id it is gone.
      if (look && !found) return new messages.ReadResponse();
      const result = recall(typeOf(provider, request), request, found);
      note("read", request.getUrn(), result.id, result.inputs);
      return new messages.ReadResponse()
        .setId(result.id)
        .setInputs(toStruct(result.inputs))
        .setProperties(toStruct(result.outputs));
    }),
    delete: handler(async (request) => {
      const inputs = fromStruct(request.getOldInputs() ?? request.getProperties());
      failing(typeOf(provider, request), inputs, "delete");
      await liveOf(request)?.delete(recordedOf(request), runs.begin(request, config, inputs));
      note("delete", request.getUrn(), request.getId(), inputs);
      return new Empty();
    }),
    invoke: handler((request) => {
      const answer = provider.functions?.[request.getTok()];
      if (!answer) throw new Error(`the provider ${provider.name} has no function ${request.getTok()}`);
      return new messages.InvokeResponse().setReturn(toStruct(answer(plain(fromStruct(request.getArgs())))));
    }),
  };
}

function typeOf(provider: Provider, request: { getUrn(): string }): ResourceType {
  const token = tokenOf(request);
  const type = provider.type(token);
  if (!type) throw new Error(`the provider ${provider.name} has no resource type ${token}`);
  return type;
}

function failing(type: ResourceType, inputs: Values, operation: "create" | "update" | "delete"): void {
  const reason = type.fails?.(plain(inputs), operation);
  if (reason) throw new Error(reason);
}
