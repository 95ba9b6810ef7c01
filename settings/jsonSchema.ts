/** JSON Schema of a whole stack file, for editors, from the one schema of the settings. */
import { z } from "zod";
import { settingsSchema } from "./schema";

/** The parts of JSON Schema that the settings use. */
export interface JsonSchema {
  type?: string | string[];
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
  patternProperties?: Record<string, JsonSchema | true>;
  additionalProperties?: JsonSchema | boolean;
  required?: readonly string[];
  items?: JsonSchema;
  oneOf?: readonly JsonSchema[];
  anyOf?: readonly JsonSchema[];
  $ref?: string;
  definitions?: Record<string, JsonSchema>;
  [other: string]: unknown;
}

/** JSON Schema of the settings alone, as a user writes them: with defaults, keys without `parley:`. */
export function settingsJsonSchema(): JsonSchema {
  // draft-07 is what yaml-language-server supports without reservations.
  return z.toJSONSchema(settingsSchema, {
    target: "draft-07",
    io: "input",
    override: ({ jsonSchema }) => {
      // Every whole number would say that it is at most 2^53: true, and of no use to anyone.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  }) as JsonSchema;
}

/** JSON Schema of `Pulumi.<stack>.yaml`. */
export function stackFileSchema(): JsonSchema {
  const { $schema, definitions, properties = {}, required = [] } = settingsJsonSchema();
  return {
    $schema,
    title: "A Parley environment",
    type: "object",
    properties: {
      config: {
        type: "object",
        description: "Settings of this environment; docs/settings.md explains every one.",
        properties: Object.fromEntries(Object.entries(properties).map(([key, schema]) => [`parley:${key}`, schema])),
        required: required.map((key) => `parley:${key}`),
        // Settings of the engine and of providers are none of Parley's business; its own have to be known.
        patternProperties: { "^(?!parley:)[^:]+:.+$": true },
        additionalProperties: false,
      },
      encryptionsalt: { type: "string", description: "Written by Pulumi." },
      secretsprovider: { type: "string", description: "Who encrypts the secrets; written by Pulumi." },
      encryptedkey: { type: "string", description: "Written by Pulumi." },
      environment: { description: "Pulumi ESC environments." },
    },
    required: ["config"],
    additionalProperties: false,
    ...(definitions ? { definitions } : {}),
  };
}
