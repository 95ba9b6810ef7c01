/** What an answer means. Pure: the same answer is judged the same. */
import type { Answer } from "../question";
import { type Expectation, type Finding, type Judgement, type Step, unknown } from "../step";
import { unreachable } from "./failure";
import { bosh, configJs, upgrade } from "./jitsi";
import { callConfig, matrixError, versions, wellKnown } from "./matrix";
import { tcpPort, udpPort } from "./media";
import { turn } from "./turn";
import { address, certificate, page, redirect, text } from "./web";

export function judge(step: Step, answer: Answer | undefined): Finding {
  const { name, title } = step;
  return { name, title, ...judgement(step, answer) };
}

function judgement({ expect, advice }: Step, answer: Answer | undefined): Judgement {
  if (expect.of === "nothing") return unknown(`cannot be told from here: ${expect.because}`);
  if (answer === undefined) throw new Error(`nobody was asked about ${expect.of}`);
  if (answer.to === "nobody") return unreachable(answer, advice);
  switch (expect.of) {
    case "address":
      return address(expect, as("name", answer, expect), advice);
    case "certificate":
      return certificate(expect, as("certificate", answer, expect), advice);
    case "redirect":
      return redirect(expect, as("http", answer, expect), advice);
    case "page":
      return page(expect, as("http", answer, expect), advice);
    case "text":
      return text(expect, as("http", answer, expect), advice);
    case "configJs":
      return configJs(expect, as("http", answer, expect), advice);
    case "bosh":
      return bosh(expect, as("http", answer, expect), advice);
    case "upgrade":
      return upgrade(expect, as("websocket", answer, expect), advice);
    case "matrixError":
      return matrixError(expect, answer.to === "federation" ? answer : as("http", answer, expect), advice);
    case "callConfig":
      return callConfig(expect, as("http", answer, expect), advice);
    case "wellKnown":
      return wellKnown(expect, as("http", answer, expect), advice);
    case "versions":
      return versions(expect, as("http", answer, expect), advice);
    case "turn":
      return turn(expect, as("turn", answer, expect), advice);
    case "tcpPort":
      return tcpPort(expect, as("port", answer, expect), advice);
    case "udpPort":
      return udpPort(expect, as("port", answer, expect), advice);
  }
}

/** Throws when a step asks for something else than it expects: that is a bug in the step. */
function as<To extends Answer["to"]>(to: To, answer: Answer, { of }: Expectation): Extract<Answer, { to: To }> {
  if (answer.to !== to) throw new Error(`${of} was asked for by ${answer.to}`);
  return answer as Extract<Answer, { to: To }>;
}
