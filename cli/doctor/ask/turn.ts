/** Asks a TURN server behind TLS for a relay, without credentials: whoever refuses that as TURN does is one. */
import { connect } from "node:tls";
import type { Place, TurnAnswer } from "../question";
import { allocateRequest, readStun, stunType } from "./stun";
import { route, Unanswered, type Ways } from "./ways";

export async function askTurn(at: Place, ways: Ways): Promise<TurnAnswer> {
  // The certificate is another step's.
  const options = { ...(await route(at, ways)), servername: at.name, rejectUnauthorized: false };
  const asked = allocateRequest();
  return new Promise((done, failed) => {
    let heard = Buffer.alloc(0);
    let taken = false;
    const end = (answer: TurnAnswer["heard"], more: Omit<TurnAnswer, "to" | "heard"> = {}) => {
      socket.destroy();
      done({ to: "turn", heard: answer, ...more });
    };
    const silent = (error: Error) => (taken ? end("nothing") : failed(error));
    const socket = connect(options, () => {
      taken = true;
      // A web server in TURN's place waits for the end of a line before it complains. TURN has answered by then.
      socket.write(Buffer.concat([asked, Buffer.from("\r\n\r\n")]));
    });
    socket.on("data", (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes]);
      const message = readStun(heard, asked);
      if (message === "more") return;
      if (message?.type === stunType.allocated) return end("relay");
      if (message?.type !== stunType.notAllocated) return end("something");
      const { type: _, ...words } = message;
      end("refusal", words);
    });
    socket.setTimeout(ways.patience, () => silent(new Unanswered("TIMEOUT")));
    socket.once("end", () => silent(new Unanswered("ECONNRESET")));
    socket.once("error", silent);
  });
}
