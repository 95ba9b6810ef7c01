/** Asks what a step asks: nothing here knows what the answer should be. */
import type { Answer, Question } from "../question";
import { askCertificate } from "./certificate";
import { askFederation } from "./federation";
import { askHttp } from "./http";
import { askTcp, askUdp } from "./port";
import { askTurn } from "./turn";
import { addressesOf, failureOf, Unanswered, type Ways } from "./ways";
import { askWebSocket } from "./webSocket";

export type { Ways } from "./ways";

/** Never throws: not to be answered is an answer. */
export async function ask(question: Question, ways: Ways): Promise<Answer> {
  try {
    return await answer(question, ways);
  } catch (error) {
    const place = error instanceof Unanswered ? error.place : undefined;
    return { to: "nobody", failure: failureOf(error), ...(place === undefined ? {} : { place }) };
  }
}

async function answer(question: Question, ways: Ways): Promise<Answer> {
  switch (question.ask) {
    case "name": {
      const told = ways.resolve[question.name];
      return told === undefined
        ? { to: "name", addresses: await addressesOf(question.name, ways), told: false }
        : { to: "name", addresses: [told], told: true };
    }
    case "certificate":
      return askCertificate(question.at, ways);
    case "http":
      return askHttp(question, ways);
    case "websocket":
      return askWebSocket(question.url, question.protocol, ways);
    case "federation":
      return askFederation(question.name, question.path, ways);
    case "turn":
      return askTurn(question.at, ways);
    case "tcp":
      return { to: "port", heard: await askTcp(question.at, ways) };
    case "udp":
      return { to: "port", heard: await askUdp(question.at, ways) };
  }
}
