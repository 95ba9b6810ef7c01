/** The process of the internet's servers: `main CONFIG.json`. Files for containers and the node, and Loopia, simulated. */
import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { join, normalize } from "node:path";
import type { InternetConfig } from "./config";
import { SimulatedLoopia } from "./loopia";

const config = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as InternetConfig;

const files: RequestListener = (request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://lab").pathname));
  const file = join(config.web.folder, path);
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    response.writeHead(404).end("not found\n");
    return;
  }
  response.writeHead(200, { "content-length": found.size, "last-modified": found.mtime.toUTCString() });
  if (request.method === "HEAD") response.end();
  else
    createReadStream(file)
      .on("error", () => response.destroy())
      .pipe(response);
};

const account = new SimulatedLoopia(config.loopia, config.loopia.records);
const loopia: RequestListener = async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  response.setHeader("content-type", "text/xml");
  // `?addZoneRecord=RATE_LIMITED`: a client that is told such an address sees what it is like to be refused.
  const refusals = new Map(new URL(request.url ?? "/", "http://lab").searchParams);
  response.end(account.answer(body, refusals));
};

createServer(files).listen(config.web.port, config.address);
createServer(loopia).listen(config.loopia.port, config.address);
