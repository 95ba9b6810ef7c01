/** Knocks at ports. */
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import type { Answer, Place } from "../question";
import { answers, bindingRequest } from "./stun";
import { failureOf, route, Unanswered, type Ways } from "./ways";

type Heard = Extract<Answer, { to: "port" }>["heard"];

export async function askTcp(at: Place, ways: Ways): Promise<Heard> {
  const options = await route(at, ways);
  return new Promise((done, failed) => {
    const socket = connect(options, () => {
      done("answer");
      socket.destroy();
    });
    socket.setTimeout(ways.patience, () => socket.destroy(new Unanswered("TIMEOUT")));
    socket.once("error", (error) => {
      const failure = failureOf(error);
      if (failure === "ECONNREFUSED") done("refusal");
      else if (failure === "TIMEOUT" || failure === "ETIMEDOUT") done("silence");
      else failed(error);
    });
  });
}

/** Asked so often, for a datagram may be lost. */
const tries = 3;

/** Sends a STUN binding request (RFC 8489). */
export async function askUdp(at: Place, ways: Ways): Promise<Heard> {
  const { host, port } = await route(at, ways);
  const request = bindingRequest();
  const socket = createSocket("udp4");
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Heard>((done, failed) => {
      socket.on("message", (message) => {
        if (answers(message, request)) done("answer");
      });
      // Connected, so that the system passes "port unreachable" on.
      socket.once("error", (error) => (failureOf(error) === "ECONNREFUSED" ? done("refusal") : failed(error)));
      socket.connect(port, host, () => {
        let sent = 0;
        const send = () => {
          if (sent++ < tries) socket.send(request);
          else done("silence");
        };
        send();
        timer = setInterval(send, Math.min(1000, Math.ceil(ways.patience / (tries + 1))));
      });
    });
  } finally {
    clearInterval(timer);
    socket.close();
  }
}
