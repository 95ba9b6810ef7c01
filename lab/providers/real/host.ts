/**
 * All of the lab's providers in one process, for many operations: starting each anew for each operation takes longer
 * than most operations. The engine notices nothing: each start of a plugin gets a provider of its own, which ends with it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Served } from "../../../provider/protocol/served";
import { answers } from "./answers";

/** Serves until standard input ends: with whoever started it. @param socket where plugins ask for their provider */
export function host(socket: string): void {
  const server = createServer((request, response) => {
    provider(request, response).catch((error: Error) => response.writeHead(500).end(`${error.stack}\n`));
  });
  server.listen(socket, () => process.stdout.write("ready\n"));
  process.stdin.on("end", () => process.exit(0)).resume();
}

/** `/NAME/ENGINE`: the answer is the port, and does not end before the plugin does. */
async function provider({ url = "" }: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, name = "", engine] = url.split("/");
  const found = await answers(name);
  if (response.closed) return;
  const served = new Served(found, engine);
  response.once("close", () => void served.end());
  response.write(`${await served.port}\n`);
}
