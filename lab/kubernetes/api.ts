/** A Kubernetes API server, asked in its own words: objects stay as they are, and so do its messages. */
import type { IncomingMessage } from "node:http";
import { Agent, type RequestOptions, request } from "node:https";
import { createInterface } from "node:readline";

/** An object as it travels; what is in it depends on its kind. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly { readonly uid: string; readonly kind: string; readonly name: string }[];
  readonly [field: string]: unknown;
}

/** How to reach a server and to be somebody there: options for node:https. */
export type Connection = Pick<
  RequestOptions,
  "hostname" | "port" | "path" | "ca" | "cert" | "key" | "headers" | "servername" | "rejectUnauthorized"
>;

export interface AskOptions {
  readonly body?: unknown;
  /** Of the body; JSON unless told. */
  readonly type?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** The server refused; the message is its own. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly code: number,
    /** As in "AlreadyExists", "Conflict", "NotFound". */
    readonly reason: string,
    /** What kind of thing the refusal is about: "namespaces" when it is the namespace that is not there. */
    readonly about: string,
  ) {
    super(message);
  }
}

interface Status {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: { readonly kind?: string };
}

/** Milliseconds: a server that says nothing for so long is unreachable. */
const patience = 30_000;

export class Api {
  private readonly agent: Agent;
  private closed = false;

  constructor(private readonly connection: Connection) {
    const { ca, cert, key, servername, rejectUnauthorized } = connection;
    this.agent = new Agent({ keepAlive: true, ca, cert, key, servername, rejectUnauthorized });
  }

  /** The body of the answer. Refusals reject with ApiError. */
  async ask<T = unknown>(method: string, path: string, options: AskOptions = {}): Promise<T> {
    const response = await this.send(method, path, options);
    const text = await whole(response);
    if ((response.statusCode ?? 0) < 300) return parsed(text) as T;
    throw refusal(`${method} ${path}`, response, text);
  }

  /** Hands over each line of an answer that goes on, until the server ends it. Refusals reject as above. */
  async follow(path: string, query: AskOptions["query"], hear: (line: string) => void): Promise<void> {
    const response = await this.send("GET", path, { query, silence: true });
    if (response.statusCode !== 200) throw refusal(`GET ${path}`, response, await whole(response));
    const lines = createInterface({ input: response });
    lines.on("line", hear);
    // It passes on the errors of what it reads.
    await new Promise<void>((done, failed) => lines.once("error", failed).once("close", done));
  }

  /** Closes every connection, and asks nothing any more. */
  close(): void {
    this.closed = true;
    this.agent.destroy();
  }

  private send(method: string, path: string, options: AskOptions & { silence?: boolean }): Promise<IncomingMessage> {
    if (this.closed) return Promise.reject(new Error(`${method} ${path}: the connection has been closed`));
    const { body, type = "application/json", query = {}, signal, silence } = options;
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const words = new URLSearchParams(given).toString();
    const { headers, path: prefix, ...connection } = this.connection;
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    // Node.js counts the bytes of most methods by itself, but not those of a DELETE.
    const about = bytes ? { "content-type": type, "content-length": bytes.length } : {};
    return new Promise((done, failed) => {
      const sent = request(
        {
          ...connection,
          method,
          path: `${(prefix ?? "").replace(/\/$/, "")}${path}${words && `?${words}`}`,
          signal,
          timeout: silence ? undefined : patience,
          agent: this.agent,
          headers: { ...headers, accept: "application/json", ...about },
        },
        done,
      );
      sent.on("timeout", () =>
        sent.destroy(new Error(`no answer from ${connection.hostname} within ${patience / 1000} s`)),
      );
      sent.on("error", failed);
      sent.end(bytes);
    });
  }
}

async function whole(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return text;
}

function refusal(what: string, { statusCode = 0 }: IncomingMessage, text: string): ApiError {
  const status = parsed(text) as Status | undefined;
  const message = status?.message ?? `${what} was answered with ${statusCode}: ${text.slice(0, 300).trim()}`;
  return new ApiError(message, statusCode, status?.reason ?? "", status?.details?.kind ?? "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
