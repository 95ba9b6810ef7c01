/** Random strings as the random provider makes them: so many of each class, the rest from all classes, shuffled. */
import { randomInt } from "node:crypto";
import type { Plain } from "../../../provider/protocol/resourceType";
import { randomText } from "../../../provider/protocol/values";

const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const special = "!@#$%&*()-_=+[]{}<>:?";

/** What RandomString and RandomPassword fill in when it is not given. */
export const defaults = {
  lower: true,
  upper: true,
  numeric: true,
  number: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
};

/** Why there is no such string, or undefined. */
export function impossible(inputs: Plain): { field: string; reason: string } | undefined {
  const minimum = classes(inputs).reduce((sum, one) => sum + one.minimum, 0);
  const length = Number(inputs.length);
  if (length < 1) return { field: "length", reason: "Attribute length value must be at least 1" };
  if (length < minimum)
    return {
      field: "length",
      reason: `Attribute length value must be at least ${minimum}, the sum of minLower, minUpper, minNumeric and minSpecial`,
    };
  if (classes(inputs).every((one) => !one.used))
    return { field: "lower", reason: "At least one class of characters must be allowed" };
  return undefined;
}

/** A string of `length` characters that respects every input. */
export function randomCharacters(inputs: Plain): string {
  const all = classes(inputs);
  const least = all.map((one) => randomText(one.minimum, one.alphabet)).join("");
  const alphabet = all
    .filter((one) => one.used)
    .map((one) => one.alphabet)
    .join("");
  return shuffled(least + randomText(Number(inputs.length) - least.length, alphabet));
}

function classes(inputs: Plain) {
  const given: Plain = { ...defaults, ...inputs };
  const signs = typeof inputs.overrideSpecial === "string" && inputs.overrideSpecial ? inputs.overrideSpecial : special;
  // `number` is the old name of `numeric`; either may switch the digits off.
  const numeric = given.numeric === true && given.number === true;
  return [
    { used: given.lower === true, minimum: Number(given.minLower), alphabet: lower },
    { used: given.upper === true, minimum: Number(given.minUpper), alphabet: lower.toUpperCase() },
    { used: numeric, minimum: Number(given.minNumeric), alphabet: digits },
    { used: given.special === true, minimum: Number(given.minSpecial), alphabet: signs },
  ];
}

/** Fisher and Yates, with random numbers fit for secrets. */
function shuffled(value: string): string {
  const characters = [...value];
  for (let i = characters.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [characters[i], characters[j]] = [characters[j] ?? "", characters[i] ?? ""];
  }
  return characters.join("");
}
