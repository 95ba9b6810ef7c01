/** A Compose file's text, in the YAML that Compose reads. */
import { stringify } from "yaml";

/** The same document gives the same bytes, in whatever order its keys stand. */
export const composeYaml = (document: Readonly<Record<string, unknown>>): string =>
  stringify(document, {
    // Compose's parser knows some of YAML 1.1: text such as `yes` or `12:30` has to be quoted.
    version: "1.1",
    sortMapEntries: true,
    aliasDuplicateObjects: false,
    lineWidth: 0,
  });
