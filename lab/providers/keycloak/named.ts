/** Names that the keycloak provider makes up: the resource's name and seven random characters, kept from then on. */
import type { FillContext } from "../../../provider/protocol/resourceType";
import { randomText, type Values } from "../../../provider/protocol/values";

export function named(field: string) {
  return (inputs: Values, { name, olds }: FillContext): Values => {
    if (inputs[field] !== undefined) return inputs;
    return { ...inputs, [field]: olds?.[field] ?? `${name}-${randomText(7, "0123456789abcdef")}` };
  };
}
