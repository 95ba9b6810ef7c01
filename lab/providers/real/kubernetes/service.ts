/** The engine's provider protocol, answered by a Kubernetes API server. */
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { checkConfig } from "../../../../provider/protocol/operations";
import { nameOf, tokenOf } from "../../../../provider/protocol/request";
import type { Runs } from "../../../../provider/protocol/runs";
import type { Answered } from "../../../../provider/protocol/service";
import { plain, type Values } from "../../../../provider/protocol/values";
import { checkResponse, diffResponse, fromStruct, handler, toStruct } from "../../../../provider/protocol/wire";
import { record } from "../../journal";
import { kubernetes } from "../../kubernetes/provider";
import { configChanges } from "./configuration";
import { difference } from "./difference";
import { created, updated } from "./lifecycle";
import { found, removed } from "./lookup";
import { inNamespace, kindOf, metadataOf, named } from "./names";
import type { Request } from "./request";
import { hidden, normalized } from "./state";
import { Target } from "./target";

/** What requests for operations have in common, and what some of them have. */
interface Asked {
  getUrn(): string;
  getPreview?(): boolean;
  getTimeout?(): number;
  getIgnorechangesList?(): string[];
}

export function kubernetesService(runs: Runs): Answered {
  let target = new Target({});
  runs.over.addEventListener("abort", () => target.close());
  const about = (request: Asked): Request => ({
    urn: request.getUrn(),
    token: tokenOf(request),
    preview: request.getPreview?.() ?? false,
    timeout: request.getTimeout?.() ?? 0,
    // Its own time limit, which ends with what was still missing, and not in the middle of a request.
    run: runs.begin({ getUrn: () => request.getUrn() }, target.config, {}),
    ignored: request.getIgnorechangesList?.() ?? [],
  });
  const note = (operation: "create" | "read" | "update" | "delete", urn: string, id: string, inputs: Values) =>
    record({ provider: kubernetes.name, operation, urn, id, inputs });

  return {
    handshake: handler(() => new messages.ProviderHandshakeResponse().setAcceptSecrets(true)),
    getPluginInfo: handler(() => new PluginInfo().setVersion(kubernetes.version)),
    getSchema: handler(() => new messages.GetSchemaResponse().setSchema("{}")),
    attach: handler(() => new Empty()),
    cancel: handler(() => {
      runs.cancel();
      return new Empty();
    }),
    checkConfig: handler((request) => {
      const result = checkConfig(kubernetes, fromStruct(request.getNews()));
      return checkResponse(result.inputs, result.failures);
    }),
    diffConfig: handler((request) => {
      const olds = fromStruct(request.getOldInputs() ?? request.getOlds());
      return diffResponse(configChanges(olds, fromStruct(request.getNews())), false);
    }),
    configure: handler((request) => {
      target = new Target(plain(fromStruct(request.getArgs())));
      return new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    check: handler(async (request) => {
      const news = fromStruct(request.getNews());
      const olds = request.hasOlds() ? plain<Values>(fromStruct(request.getOlds())) : undefined;
      const kind = kindOf(tokenOf(request));
      if (!kind) throw new Error(`the lab's kubernetes provider has no resource type ${tokenOf(request)}`);
      const known = olds && Object.keys(olds).length > 0 ? olds : undefined;
      const object = named(normalized(plain<Values>({ ...news, ...kind })), known, nameOf(request));
      if (metadataOf(object).generateName !== undefined && metadataOf(object).name === undefined) {
        throw new Error("the `.metadata.generateName` field is not supported in Server-Side Apply mode");
      }
      const placeless = metadataOf(object).namespace === undefined;
      const placed = placeless && (await target.namespaced(kind.apiVersion, kind.kind));
      return checkResponse(hidden(placed ? inNamespace(object, target.namespace) : object, news), []);
    }),
    diff: handler(async (request) => {
      const { apiVersion = "", kind = "" } = kindOf(tokenOf(request)) ?? {};
      const namespaced = await target.namespaced(apiVersion, kind);
      const news = fromStruct(request.getNews());
      const result = difference(fromStruct(request.getOlds()), news, namespaced, target.config);
      return diffResponse(result.changes, result.deleteBeforeReplace);
    }),
    create: handler(async (request) => {
      const inputs = fromStruct(request.getProperties());
      const result = await created(target, inputs, about(request));
      if (!request.getPreview()) note("create", request.getUrn(), result.id, inputs);
      return new messages.CreateResponse().setId(result.id).setProperties(toStruct(result.outputs));
    }),
    update: handler(async (request) => {
      const inputs = fromStruct(request.getNews());
      const outputs = await updated(target, fromStruct(request.getOlds()), inputs, about(request));
      if (!request.getPreview()) note("update", request.getUrn(), request.getId(), inputs);
      return new messages.UpdateResponse().setProperties(toStruct(outputs));
    }),
    read: handler(async (request) => {
      const inputs = fromStruct(request.getInputs());
      const now = await found(target, request.getId(), fromStruct(request.getProperties()), inputs, about(request));
      // Without an id it is gone.
      if (!now) return new messages.ReadResponse();
      note("read", request.getUrn(), now.id, now.inputs);
      return new messages.ReadResponse()
        .setId(now.id)
        .setInputs(toStruct(now.inputs))
        .setProperties(toStruct(now.outputs));
    }),
    delete: handler(async (request) => {
      const olds = fromStruct(request.getProperties());
      await removed(target, olds, about(request));
      note("delete", request.getUrn(), request.getId(), fromStruct(request.getOldInputs()));
      return new Empty();
    }),
    invoke: handler((request) => {
      throw new Error(`the lab's kubernetes provider has no function ${request.getTok()}`);
    }),
  };
}
