/** Manifests against the schemas of Kubernetes' own API (kubernetes-models, made from its OpenAPI description). */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

const library = dirname(require.resolve("kubernetes-models/package.json"));

interface Model {
  validate(): void;
}

/** Kinds of others' APIs, for which no schema is at hand. */
const foreign = ["gateway.networking.k8s.io/v1", "monitoring.coreos.com/v1"];

/** What is wrong with a manifest. Throws for a kind that is neither Kubernetes' own nor one of those. */
export function validate(manifest: unknown): string[] {
  const { apiVersion, kind } = manifest as { apiVersion: string; kind: string };
  if (foreign.includes(apiVersion)) return [];
  const file = join(library, apiVersion, `${kind}.js`);
  if (!existsSync(file)) throw new Error(`no schema of ${kind} (${apiVersion})`);
  const models = require(file) as Record<string, new (manifest: unknown) => Model>;
  const Kind = models[kind];
  if (!Kind) throw new Error(`${file} has no ${kind}`);
  try {
    new Kind(manifest).validate();
    return [];
  } catch (error) {
    return [`${kind}: ${error instanceof Error ? error.message : error}`];
  }
}
