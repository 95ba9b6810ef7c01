/** Why SSH does not work, in words for the operator: what, where, what to do. */
import { address, type Hop } from "./target";

export class SshProblem extends Error {
  /** @param passing whether waiting may mend it */
  constructor(
    message: string,
    readonly passing: boolean,
  ) {
    super(message);
  }
}

interface SshError extends Error {
  readonly code?: string;
  /** Which part of ssh2 it comes from. */
  readonly level?: string;
}

/** What ssh2 says, in our words. */
export function problemOf(error: SshError, hop: Hop): SshProblem {
  const [what, passing] = reasonOf(error, hop);
  return new SshProblem(`${address(hop)}: ${what}`, passing);
}

function reasonOf({ code, level, message }: SshError, { user, host }: Hop): [what: string, passing: boolean] {
  if (code === "ECONNREFUSED") return ["the connection is refused: no sshd listens on that port (yet)", true];
  if (code === "EHOSTUNREACH" || code === "ENETUNREACH") return ["there is no route to it", true];
  if (code === "EAI_AGAIN") return ["its name cannot be looked up just now", true];
  if (code === "ENOTFOUND") return [`the name ${host} does not exist`, false];
  if (level === "client-timeout" || code === "ETIMEDOUT") return ["it does not answer", true];
  if (level === "client-authentication") {
    return [
      `it does not accept the key. The public half of \`credentials.sshPrivateKey\` has to stand in authorized_keys of ${user} there`,
      false,
    ];
  }
  if (level === "handshake")
    return [`no handshake: ${message}. Does it have a key of the type that \`hostKey\` names?`, false];
  return [message, true];
}

/** The jump host's answer to being asked for a way on. */
export function forwardProblem(error: Error & { reason?: number | string }, hop: Hop): SshProblem {
  const prohibited = error.reason === 1 || error.reason === "ADMINISTRATIVELY_PROHIBITED";
  const what = prohibited
    ? "the jump host does not pass connections on: its sshd needs AllowTcpForwarding"
    : `the jump host does not get through to it (${error.message.replace("(SSH) Channel open failure: ", "")})`;
  return new SshProblem(`${address(hop)}: ${what}`, !prohibited);
}

export function strangerProblem(hop: Hop, shown: string): SshProblem {
  return new SshProblem(
    `${address(hop)}: its host key is not the one that the settings name in \`hostKey\`. It showed:\n  ${shown}\n` +
      `If the machine was made anew, put that line there (compare it with \`ssh-keyscan ${hop.host}\` from a place that you trust). ` +
      "If not, somebody else may be answering in its place. Nothing was sent.",
    false,
  );
}
