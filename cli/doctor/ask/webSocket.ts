/** Asks for a WebSocket, and hangs up (RFC 6455, 4.1). */
import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { WebSocketAnswer } from "../question";
import { requestFor } from "./http";
import type { Ways } from "./ways";

const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export async function askWebSocket(url: string, protocol: string, ways: Ways): Promise<WebSocketAnswer> {
  const { request, options } = await requestFor(new URL(url), ways);
  const key = randomBytes(16).toString("base64");
  const accept = createHash("sha1").update(`${key}${guid}`).digest("base64");
  const headers = {
    ...options.headers,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-key": key,
    "sec-websocket-protocol": protocol,
    "sec-websocket-version": "13",
  };
  const answer = ({ statusCode = 0, headers: got }: IncomingMessage): WebSocketAnswer => {
    const chosen = got["sec-websocket-protocol"];
    const matches = got["sec-websocket-accept"] === accept;
    return { to: "websocket", status: statusCode, matches, ...(chosen === undefined ? {} : { protocol: chosen }) };
  };
  return new Promise((done, failed) => {
    const sent = request({ ...options, headers });
    sent.once("upgrade", (message, socket) => {
      socket.destroy();
      done(answer(message));
    });
    sent.once("response", (message) => {
      message.destroy();
      done(answer(message));
    });
    sent.once("error", failed);
    sent.end();
  });
}
