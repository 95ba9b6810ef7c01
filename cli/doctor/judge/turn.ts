/** Judges a TURN server by how it refuses somebody without credentials. */
import type { TurnAnswer } from "../question";
import { type Advice, type Expectation, type Judgement, ok, wrong } from "../step";

export function turn(
  { realm }: Extract<Expectation, { of: "turn" }>,
  { heard, code, realm: said }: TurnAnswer,
  advice: Advice,
): Judgement {
  switch (heard) {
    case "nothing":
      return wrong("TLS is answered, and nobody behind it says a word", advice.service);
    case "something":
      return wrong("what answers does not speak TURN: the connection goes somewhere else", advice.route);
    case "relay":
      return wrong("it relays for everybody: this is somebody else's TURN server", advice.route);
    case "refusal":
      break;
  }
  if (code !== 401) return wrong(`TURN answers ${code ?? "an error without a number"} in place of 401`, advice.service);
  return said === realm
    ? ok(`401, realm ${realm}`)
    : wrong(`401, but realm ${said ?? "nothing"} in place of ${realm}: another TURN server`, advice.route);
}
