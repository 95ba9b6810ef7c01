/** Questions to an API server, with whatever a kubeconfig says about access: certificates, tokens, helper programs. */

import type { RequestOptions } from "node:https";
import { request } from "node:https";

export interface Access {
  /** Content of a kubeconfig file, or the path of one; the machine's default when left out. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** Answer to a GET; undefined when there is nothing of that name. */
export type Get = (path: string) => Promise<unknown>;

const patienceMs = 15_000;

/** What is wrong with the access, or with the answer; repeats nothing of the access. */
export class AccessError extends Error {}

/** Throws a AccessError that says what is wrong with the access, without repeating any of it. */
export async function apiServer({ kubeconfig, context }: Access): Promise<Get> {
  // Loaded only where a cluster is asked.
  const { KubeConfig } = await import("./kubeConfig");
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else if (/\n|^\s*\{/.test(kubeconfig)) config.loadFromString(kubeconfig);
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    throw new AccessError(
      `The kubeconfig cannot be read${reason(error)}. Correct \`kubernetes.kubeconfig\` or \`credentials.kubeconfig\`.`,
    );
  }
  if (context !== undefined && !config.getContextObject(context)) {
    const known = config.getContexts().map(({ name }) => name);
    throw new AccessError(`The kubeconfig has no context ${context}. There are: ${known.join(", ") || "none"}.`);
  }
  if (context !== undefined) config.setCurrentContext(context);
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new AccessError("The kubeconfig names no cluster. Set `kubernetes.context`.");
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  return (path) => get(new URL(path, server), options);
}

/** A reason of the file system; anything else might quote the file. */
const reason = (error: unknown): string =>
  error instanceof Error && "code" in error && "path" in error ? ` (${error.code}: ${error.path})` : "";

function get(url: URL, options: RequestOptions): Promise<unknown> {
  const failed = (why: string) => new AccessError(`The cluster at ${url.origin} ${why} (GET ${url.pathname}).`);
  return new Promise((done, fail) => {
    const asked = request(url, { ...options, method: "GET", timeout: patienceMs }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", () => fail(failed("broke off its answer")));
      answer.on("end", () => {
        const status = answer.statusCode ?? 0;
        if (status === 404) return done(undefined);
        if (status === 401) return fail(failed("does not accept these credentials"));
        if (status === 403) return fail(failed("does not let these credentials look at what the check needs"));
        if (status !== 200) return fail(failed(`answered ${status}`));
        try {
          done(JSON.parse(Buffer.concat(chunks).toString("utf8")));
        } catch {
          fail(failed("answered something that is not JSON"));
        }
      });
    });
    asked.on("timeout", () => asked.destroy(new Error(`no answer within ${patienceMs / 1000} s`)));
    asked.on("error", (error) => fail(failed(`cannot be reached: ${error.message}`)));
    asked.end();
  });
}
