/** The key that signs tokens, from what is piped in: the key itself, or the stack's outputs as JSON. */
import { credentialProblems } from "../../settings/crossChecks";
import { UserError } from "../userError";

const name = "jwtAppSecret";

/** Throws a UserError that says nothing of what was piped in. */
export function keyFrom(input: string): string {
  const text = input.trim();
  if (text === "")
    throw new UserError(
      "No key on standard input: pipe in `npm run -s pulumi -- stack output secrets --json --show-secrets --stack NAME`.",
      2,
    );
  const key = /^[{"]/.test(text) ? fromOutputs(text) : text;
  const [problem] = credentialProblems({ [name]: key });
  if (problem) throw new UserError(`The key on standard input ${problem.problem}.`, 2);
  return key;
}

/** Either all outputs, or the output `secrets` alone. */
function fromOutputs(text: string): string {
  const outputs = parsed(text);
  const secrets = member(outputs, "secrets") ?? outputs;
  const key = member(secrets, name);
  // As the engine writes it.
  if ([secrets, key].includes("[secret]"))
    throw new UserError("The outputs on standard input hide their secrets: add --show-secrets.", 2);
  if (typeof key === "string") return key.trim();
  throw new UserError(
    `There is no ${name} in the outputs on standard input: is it the right stack, and is \`login.provider: jwt\` deployed there?`,
    2,
  );
}

const member = (group: unknown, key: string): unknown =>
  typeof group === "object" && group !== null ? (group as Record<string, unknown>)[key] : undefined;

/** A parse error would quote the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError("Standard input is neither a key nor JSON.", 2);
  }
}
