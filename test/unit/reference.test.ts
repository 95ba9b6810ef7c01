/** Generated pages: complete, and as committed. */
import { readFileSync } from "node:fs";
import { generatedDocs } from "../../cli/docs";
import { crossChecks } from "../../settings/crossChecks";
import { type JsonSchema, settingsJsonSchema, stackFileSchema } from "../../settings/jsonSchema";

const generated = generatedDocs();

it.each(Object.entries(generated))("%s is up to date (npm run docs)", (path, content) => {
  expect(readFileSync(path, "utf8")).toBe(content);
});

/** Dotted keys of everything that can be set. */
const keys = (schema: JsonSchema): string[] =>
  [schema, ...(schema.oneOf ?? [])].flatMap((one) =>
    Object.entries(one.properties ?? {}).flatMap(([key, field]) =>
      field.properties?.secure ? [key] : [key, ...keys(field).map((inner) => `${key}.${inner}`)],
    ),
  );

it("explains every setting", () => {
  const page = generated["docs/settings.md"] ?? "";
  const root = settingsJsonSchema();
  for (const [key, schema] of Object.entries(root.properties ?? {})) {
    expect(page).toContain(`\`parley:${key}\``);
    for (const inner of keys(schema)) expect(page).toContain(`\`${inner}\``);
  }
  for (const { rule } of crossChecks) expect(page).toContain(rule);
});

it("leaves no setting without a word", () => {
  const bare = (schema: JsonSchema, path: string): string[] =>
    [schema, ...(schema.oneOf ?? [])].flatMap((one) =>
      Object.entries(one.properties ?? {}).flatMap(([key, field]) => [
        ...(field.description || key === "secure" ? [] : [`${path}${key}`]),
        ...bare(field, `${path}${key}.`),
      ]),
    );
  expect(bare(settingsJsonSchema(), "")).toEqual([]);
});

describe("schema of a stack file", () => {
  const schema = stackFileSchema();
  const config = schema.properties?.config;

  it("has every setting with its prefix and refuses others of ours", () => {
    expect(Object.keys(config?.properties ?? {})).toContain("parley:domain");
    expect(config?.additionalProperties).toBe(false);
    const pattern = new RegExp(Object.keys(config?.patternProperties ?? {})[0] ?? "");
    expect(pattern.test("aws:region")).toBe(true);
    expect(pattern.test("parley:domian")).toBe(false);
    expect(pattern.test("domain")).toBe(false);
  });

  it("refers to nothing that is not in it", () => {
    const references = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map((one) => one[1]);
    expect(Object.keys(schema.definitions ?? {})).toEqual(expect.arrayContaining(references));
  });
});
