/** The API over HTTPS: who asks, what for, and the answer in Proxmox's form. */
import { appendFileSync, readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { PveConfig } from "./config";
import { removeUnfinished } from "./creation";
import { Failure } from "./failure";
import { Node } from "./node";
import { type Parameters, Router } from "./router";
import { guestRoutes } from "./routes/guests";
import { nodeRoutes } from "./routes/node";

const base = "/api2/json";

interface Answer {
  readonly status: number;
  readonly message: string;
  readonly body: unknown;
}

/** The server, not yet listening. */
export async function pveServer(config: PveConfig): Promise<Server> {
  const node = new Node(config);
  await removeUnfinished(node);
  const router = new Router();
  nodeRoutes(router, node);
  guestRoutes(router, node);
  const tls = { key: readFileSync(config.tls.key), cert: readFileSync(config.tls.cert) };
  return createServer({ ...tls, minVersion: "TLSv1.2" }, async (request, response) => {
    const url = new URL(request.url ?? "/", "https://node");
    const path = url.pathname.replace(/\/$/, "");
    const parameters = await read(request, url);
    const { status, message, body } = await answer(node, router, request, path, parameters);
    record(config.journal, { method: request.method, path, parameters: withoutSecrets(parameters), status, message });
    // The reason stands in the status line as well: that is where the real one's clients look for it.
    response.writeHead(status, message.replace(/[^\x20-\x7e]+/g, " "), {
      "content-type": "application/json;charset=UTF-8",
    });
    response.end(JSON.stringify(body));
  });
}

async function answer(
  node: Node,
  router: Router,
  request: IncomingMessage,
  path: string,
  parameters: Parameters,
): Promise<Answer> {
  const method = request.method ?? "GET";
  try {
    if (!path.startsWith(`${base}/`)) throw new Failure(404, `no such file '${path}'`);
    const below = path.slice(base.length);
    const data =
      below === "/access/ticket" && method === "POST"
        ? node.access.login(parameters)
        : await known(node, router, below, { method, parameters, user: node.access.user(method, request.headers) });
    return { status: 200, message: "OK", body: { data: data ?? null } };
  } catch (error) {
    const status = error instanceof Failure ? error.status : 500;
    const message = error instanceof Error ? error.message : String(error);
    const errors = error instanceof Failure ? error.errors : undefined;
    return { status, message, body: { data: null, message: `${message}\n`, errors } };
  }
}

function known(
  node: Node,
  router: Router,
  path: string,
  { method, ...call }: { method: string; parameters: Parameters; user: string },
): Promise<unknown> {
  const [, name] = /^\/nodes\/([^/]+)/.exec(path) ?? [];
  if (name !== undefined && name !== node.name) {
    throw new Failure(500, `hostname lookup '${name}' failed - failed to get address info for: ${name}`);
  }
  return router.answer(method, path, call);
}

async function read(request: IncomingMessage, url: URL): Promise<Parameters> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  const type = request.headers["content-type"] ?? "";
  const form = type.startsWith("application/x-www-form-urlencoded") ? new URLSearchParams(body) : [];
  const json = type.startsWith("application/json") && body ? (JSON.parse(body) as Record<string, unknown>) : {};
  const fromJson = Object.entries(json).map(([name, value]): [string, string] => [name, String(value)]);
  return Object.fromEntries([...url.searchParams, ...form, ...fromJson]);
}

const withoutSecrets = (parameters: Parameters): Parameters =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, name === "password" ? "***" : value]));

function record(journal: string, entry: object): void {
  appendFileSync(journal, `${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
}
