/** Fields in the words of the Kubernetes API. */
import { z } from "zod";
import { checked, isHostName } from "../../fields";

/** A label of DNS: names of namespaces, classes of most controllers, regions. */
export const label = (what: string, example: string) =>
  checked(
    (value) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value),
    `is not the name of ${what}`,
    `at most 63 lower-case letters, digits and hyphens, for example ${example}`,
  );

/** Names of classes and issuers may hold dots. */
export const objectName = (what: string, example: string) =>
  checked(
    isHostName,
    `is not the name of ${what}`,
    `lower-case letters, digits, hyphens and dots, for example ${example}`,
  );

export const quantity = (example: string) =>
  checked(
    (value) => /^[1-9]\d*(\.\d+)?(Mi|Gi|Ti)$/.test(value),
    "is not an amount of storage",
    `a number with Mi, Gi or Ti, for example ${example}`,
  );

export const labels = () =>
  z.record(
    checked(
      (value) => /^([a-z0-9.-]+\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(value),
      "is not the key of a label",
      "for example app.kubernetes.io/name",
    ),
    checked(
      (value) => /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value),
      "is not the value of a label",
      "at most 63 letters, digits, dots, hyphens and underscores",
    ),
  );

export const annotations = () => z.record(z.string().min(1), z.string()).default({});

/** Whom a network policy lets in or out: pods of one namespace. */
export const pods = (namespace: string, fallback: Readonly<Record<string, string>>, whose: string) =>
  z
    .strictObject({
      namespace: label("a namespace", namespace).default(namespace).describe(`Namespace of ${whose}.`),
      labels: labels().default(fallback).describe(`Labels of ${whose}; all pods of the namespace when empty.`),
    })
    .prefault({});
