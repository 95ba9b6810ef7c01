/** The kubernetes provider: any object, with the real one's names and replacements. */
import { randomUUID } from "node:crypto";
import { version } from "@pulumi/kubernetes/package.json";
import type { ProviderArgs } from "@pulumi/kubernetes/provider";
import { z } from "zod";
import { anything, type Fields } from "../../../provider/protocol/fields";
import type { FillContext, Plain, Provider, ResourceType } from "../../../provider/protocol/resourceType";
import { isRecord, plain, randomText, type Values, withValue } from "../../../provider/protocol/values";
import { immutable } from "./immutable";
import { statusOf } from "./status";

const autonamed = "pulumi.com/autonamed";
const objectInputs = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: z.looseObject({ name: z.string().min(1), namespace: z.string().optional() }),
});

const config = {
  alwaysRender: anything,
  cluster: anything,
  clusterIdentifier: anything,
  context: anything,
  deleteUnreachable: anything,
  enableConfigMapMutable: anything,
  enablePatchForce: anything,
  enableSecretMutable: anything,
  enableServerSideApply: anything,
  helmReleaseSettings: anything,
  kubeClientSettings: anything,
  kubeconfig: anything,
  namespace: anything,
  renderYamlToDirectory: anything,
  skipUpdateUnreachable: anything,
  suppressDeprecationWarnings: anything,
  suppressHelmHookWarnings: anything,
  upsertExistingObjects: anything,
} satisfies Fields<ProviderArgs>;

function object(token: string): ResourceType {
  return {
    inputs: objectInputs,
    fill,
    replacedBy: (news, settings) => [
      "apiVersion",
      "kind",
      "metadata.name",
      "metadata.namespace",
      ...immutable(news, settings),
    ],
    // Two objects cannot have one name; in place of a made-up name the new object gets another one.
    deleteBeforeReplace: (olds, news) => !madeUp(news) && qualifiedName(olds) === qualifiedName(news),
    computed: {
      "metadata.uid": () => randomUUID(),
      "metadata.resourceVersion": () => "1",
      "metadata.creationTimestamp": () => new Date().toISOString(),
      status: (inputs) => statusOf(inputs),
    },
    renewed: ["metadata.resourceVersion", "status"],
    id: (inputs) => qualifiedName(inputs),
    existing: (id) => lookedUp(token, id),
  };
}

export const kubernetes: Provider = {
  name: "kubernetes",
  version,
  config: z.strictObject(config),
  type: (token) => (/^kubernetes:[^:]+\/[^:]+:[A-Z]\w*$/.test(token) ? object(token) : undefined),
};

/** A name for an object without one, kept as long as the object lives. */
function fill(inputs: Values, { name, olds }: FillContext): Values {
  const given = metadataOf(plain(inputs));
  if (given.name !== undefined || given.generateName !== undefined) return inputs;
  const kept = olds && madeUp(olds) ? metadataOf(olds).name : undefined;
  const next = withValue(inputs, "metadata.name", kept ?? `${name}-${randomText(8, "0123456789abcdef")}`);
  // A dot in the key: this one cannot be set by path.
  const annotations = isRecord(given.annotations) ? given.annotations : {};
  return withValue(next, "metadata.annotations", { ...annotations, [autonamed]: "true" });
}

function madeUp(values: Plain): boolean {
  const { annotations } = metadataOf(values);
  return isRecord(annotations) && annotations[autonamed] === "true";
}

function metadataOf(values: Plain): Plain {
  return isRecord(values.metadata) ? values.metadata : {};
}

function qualifiedName(values: Plain): string {
  const { name, namespace } = metadataOf(values);
  return namespace ? `${namespace}/${name}` : String(name);
}

/** An object that the program only looks up: it is there, whatever is in it. */
function lookedUp(token: string, id: string): Values {
  const [, group = "", kind = ""] = token.split(":");
  const [name = "", namespace] = id.split("/").reverse();
  return { apiVersion: group.replace(/^core\//, ""), kind, metadata: { name, ...(namespace && { namespace }) } };
}
