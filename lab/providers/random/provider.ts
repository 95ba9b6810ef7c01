/** The random provider. Like the real one it never changes a value: every changed input makes a new one. */
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { version } from "@pulumi/random/package.json";
import type { RandomIdArgs } from "@pulumi/random/randomId";
import type { RandomIntegerArgs } from "@pulumi/random/randomInteger";
import type { RandomPasswordArgs } from "@pulumi/random/randomPassword";
import type { RandomPetArgs } from "@pulumi/random/randomPet";
import type { RandomUuidArgs } from "@pulumi/random/randomUuid";
import { z } from "zod";
import { type Fields, flag, map, number, required, text } from "../../../provider/protocol/fields";
import type { Plain, Provider, ResourceType } from "../../../provider/protocol/resourceType";
import { randomText } from "../../../provider/protocol/values";
import { defaults, impossible, randomCharacters } from "./characters";

const always = () => ["*"];
const bcryptAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const characterInputs = z
  .strictObject({
    keepers: map,
    length: required.number,
    lower: flag,
    minLower: number,
    minNumeric: number,
    minSpecial: number,
    minUpper: number,
    number: flag,
    numeric: flag,
    overrideSpecial: text,
    special: flag,
    upper: flag,
  } satisfies Fields<RandomPasswordArgs>)
  .superRefine((inputs, context) => {
    const problem = impossible(inputs);
    if (problem) context.addIssue({ code: "custom", path: [problem.field], message: problem.reason });
  });

const randomString: ResourceType = {
  inputs: characterInputs,
  replacedBy: always,
  defaults,
  computed: { result: randomCharacters },
  id: (_, outputs) => String(outputs.result),
  existing: (id) => ({ length: id.length, result: id }),
};

const randomPassword: ResourceType = {
  ...randomString,
  // Shaped like a hash, but of nothing: bcrypt is not worth a dependency here.
  computed: { result: randomCharacters, bcryptHash: () => `$2a$10$${randomText(53, bcryptAlphabet)}` },
  secret: ["result", "bcryptHash"],
  id: () => "none",
};

const randomId: ResourceType = {
  inputs: z.strictObject({ byteLength: required.number, keepers: map, prefix: text } satisfies Fields<RandomIdArgs>),
  replacedBy: always,
  computed: {
    // Each other form is made from this one; only the prefix is the same in all.
    hex: (inputs) => prefix(inputs) + randomBytes(Number(inputs.byteLength)).toString("hex"),
    b64Std: (inputs, outputs) => prefix(inputs) + bytes(inputs, outputs).toString("base64"),
    b64Url: (inputs, outputs) => prefix(inputs) + bytes(inputs, outputs).toString("base64url"),
    dec: (inputs, outputs) => prefix(inputs) + BigInt(`0x${bytes(inputs, outputs).toString("hex")}`).toString(),
  },
  id: (inputs, outputs) => bytes(inputs, outputs).toString("base64url"),
};

const randomPet: ResourceType = {
  inputs: z.strictObject({
    keepers: map,
    length: number,
    prefix: text,
    separator: text,
  } satisfies Fields<RandomPetArgs>),
  replacedBy: always,
  defaults: { length: 2, separator: "-" },
  id: (_, outputs) => pet(outputs),
};

const randomUuid: ResourceType = {
  inputs: z.strictObject({ keepers: map } satisfies Fields<RandomUuidArgs>),
  replacedBy: always,
  computed: { result: () => randomUUID() },
  id: (_, outputs) => String(outputs.result),
};

const randomInteger: ResourceType = {
  inputs: z.strictObject({
    keepers: map,
    max: required.number,
    min: required.number,
    seed: text,
  } satisfies Fields<RandomIntegerArgs>),
  replacedBy: always,
  computed: { result: (inputs) => randomInt(Number(inputs.min), Number(inputs.max) + 1) },
  id: (_, outputs) => String(outputs.result),
};

const types: Readonly<Record<string, ResourceType>> = {
  "random:index/randomId:RandomId": randomId,
  "random:index/randomInteger:RandomInteger": randomInteger,
  "random:index/randomPassword:RandomPassword": randomPassword,
  "random:index/randomPet:RandomPet": randomPet,
  "random:index/randomString:RandomString": randomString,
  "random:index/randomUuid:RandomUuid": randomUuid,
};

export const random: Provider = {
  name: "random",
  version,
  config: z.strictObject({}),
  type: (token) => types[token],
};

function prefix(inputs: Plain): string {
  return typeof inputs.prefix === "string" ? inputs.prefix : "";
}

function bytes(inputs: Plain, outputs: Plain): Buffer {
  return Buffer.from(String(outputs.hex).slice(prefix(inputs).length), "hex");
}

function pet(outputs: Plain): string {
  const names = ["otter", "heron", "badger", "lynx", "marten", "plover", "stoat", "wren"];
  const adjectives = ["able", "brave", "calm", "eager", "keen", "merry", "quick", "wise"];
  const words = Array.from({ length: Number(outputs.length) - 1 }, () => adjectives[randomInt(adjectives.length)]);
  const start = typeof outputs.prefix === "string" ? [outputs.prefix] : [];
  return [...start, ...words, names[randomInt(names.length)]].join(String(outputs.separator));
}
