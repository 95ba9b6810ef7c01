/** Asks over HTTP and HTTPS. */
import { type IncomingMessage, request as plain, type RequestOptions } from "node:http";
import { request as secure } from "node:https";
import type { HttpAnswer, HttpQuestion, Response } from "../question";
import { authorities, route, type Ways } from "./ways";

/** Enough for every file that is looked into, bytes. */
const longest = 256 * 1024;

const mostRedirects = 5;

export async function askHttp(question: HttpQuestion, ways: Ways, redirects = 0): Promise<HttpAnswer> {
  const answer = await respond(question, ways);
  const target = answer.headers.location;
  const redirected = answer.status >= 300 && answer.status < 400 && target !== undefined;
  return question.follow && redirected && redirects < mostRedirects
    ? askHttp({ ...question, url: new URL(target, question.url).href }, ways, redirects + 1)
    : { to: "http", ...answer };
}

/** One request on a connection of its own. */
export async function respond(question: HttpQuestion, ways: Ways): Promise<Response> {
  const { method = "GET", body = "" } = question;
  const { request, options } = await requestFor(new URL(question.url), ways, question.verify);
  return new Promise((done, failed) => {
    const sent = request({ ...options, method, headers: { ...options.headers, ...question.headers } }, (message) => {
      read(message).then((text) => done({ ...headOf(message), body: text }), failed);
    });
    sent.once("error", failed);
    sent.end(body);
  });
}

/** @param url of the scheme https, http, or wss. */
export async function requestFor(
  url: URL,
  ways: Ways,
  verify = false,
): Promise<{ readonly request: typeof plain; readonly options: RequestOptions & { headers: Record<string, string> } }> {
  const encrypted = url.protocol !== "http:";
  const place = { name: url.hostname, port: Number(url.port) || (encrypted ? 443 : 80) };
  const options = {
    ...(await route(place, ways)),
    ...{ path: `${url.pathname}${url.search}`, agent: false as const, signal: AbortSignal.timeout(ways.patience) },
    ...{ servername: url.hostname, rejectUnauthorized: verify, ca: authorities(ways) },
    headers: { host: url.host, accept: "*/*", "user-agent": "parley-doctor" },
  };
  return { request: encrypted ? secure : plain, options };
}

const headOf = ({ statusCode = 0, headers }: IncomingMessage) => ({
  status: statusCode,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")])),
});

async function read(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message) {
    parts.push(part as Buffer);
    length += (part as Buffer).length;
    if (length > longest) break;
  }
  return Buffer.concat(parts).toString("utf8");
}
