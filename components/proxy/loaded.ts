/**
 * How to tell that a running reverse proxy has loaded exactly the file that was just placed. Pure.
 *
 * The file answers one path, over HTTP or HTTPS, with a redirect that carries the hash of the file's own routes. An old version
 * of the file, or another rule that redirects everything, does not know the hash.
 */
import { createHash } from "node:crypto";
import type { HttpRoute, TlsRoute } from "../../workloads/model";

export interface RouteOptions {
  readonly instance: string;
  readonly domain: string;
  readonly routes: readonly HttpRoute[];
  /** Only Traefik has them: see the settings' checks. */
  readonly tlsRoutes?: readonly TlsRoute[];
  /** Address of the service as the edge sees it. */
  readonly targetAddress: string;
}

/** Path that tells which version is loaded. */
export const probePath = "/.well-known/parley";

/** Where the probe's answer points to. */
export const probeAnswer = (domain: string, version: string): string => `https://${domain}/?parley=${version}`;

/** Names a file's routes by content. */
export const versionOf = (routes: unknown): string =>
  createHash("sha256").update(JSON.stringify(routes)).digest("hex").slice(0, 12);

/** Where to ask: the probe's path on plain HTTP and port 80, unless told. */
export interface Question {
  readonly path?: string;
  readonly port?: number;
  /** By TLS; whatever certificate there is will do. Needs `openssl`. */
  readonly tls?: boolean;
}

/** Asks the proxy on this host, leaves what it said in the file `answer`, and fails unless that names the version. */
export const asksFor = (domain: string, version: string, question: Question = {}): string =>
  `${asks(domain, question)} | tee answer | grep -qixF 'location: ${probeAnswer(domain, version)}'`;

/** A name that nobody serves. */
const nobody = "parley.invalid";

/** Succeeds when the proxy sends every request to HTTPS, whatever it is for. */
export const sendsAllToHttps = (question: Question): string =>
  `${asks(nobody, question)} | grep -qi '^location: https://${nobody}[:/]'`;

/** Prints the proxy's answer. */
function asks(host: string, { path = probePath, port = 80, tls = false }: Question): string {
  const request = `printf "GET ${path} HTTP/1.1\\r\\nHost: ${host}\\r\\nConnection: close\\r\\n\\r\\n"`;
  const asked = tls
    ? `${request} | timeout 5 openssl s_client -quiet -connect 127.0.0.1:${port} -servername ${host} 2>/dev/null`
    : // Bash opens the connection itself: a minimal Debian has no curl.
      `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port} || exit
${request} >&3
timeout 5 cat <&3'`;
  return `${asked} | tr -d '\\r'`;
}

/** Whether the proxy on this host has loaded this version. */
export const loadedCheck = (domain: string, version: string, { port = 80, tls = false }: Question = {}): string =>
  `${asksFor(domain, version, { port, tls })} || {
  echo "the proxy on port ${port} of this host does not know ${domain} yet; it answered:"
  head -n 5 answer
  exit 1
}`;

/** Longest path first: that is the order in which a request has to be matched. */
export const bySpecificity = (routes: readonly HttpRoute[]): HttpRoute[] =>
  [...routes].sort((left, right) => right.path.length - left.path.length || (left.path < right.path ? -1 : 1));

/** The path without a slash at its end; empty for everything. */
export const prefixOf = (route: HttpRoute): string => route.path.replace(/\/+$/, "");
