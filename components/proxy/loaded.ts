/**
 * How to tell that a running reverse proxy has loaded exactly the file that was just placed. Pure.
 *
 * The file answers one path on plain HTTP with a redirect that carries the hash of the file's own routes. An old version
 * of the file, or another rule that redirects everything, does not know the hash.
 */
import { createHash } from "node:crypto";
import type { HttpRoute } from "../../workloads/model";

export interface RouteOptions {
  readonly instance: string;
  readonly domain: string;
  readonly routes: readonly HttpRoute[];
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

/** Asks the proxy on this host. Bash opens the connection itself: a minimal Debian has no curl. */
export const loadedCheck = (domain: string, version: string, port = 80): string =>
  `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port} || exit
printf "GET ${probePath} HTTP/1.1\\r\\nHost: ${domain}\\r\\nConnection: close\\r\\n\\r\\n" >&3
timeout 5 cat <&3' | tr -d '\\r' | tee answer | grep -qixF 'location: ${probeAnswer(domain, version)}' || {
  echo "the proxy on port ${port} of this host does not know ${domain} yet; it answered:"
  head -n 5 answer
  exit 1
}`;

/** Longest path first: that is the order in which a request has to be matched. */
export const bySpecificity = (routes: readonly HttpRoute[]): HttpRoute[] =>
  [...routes].sort((left, right) => right.path.length - left.path.length || (left.path < right.path ? -1 : 1));

/** The path without a slash at its end; empty for everything. */
export const prefixOf = (route: HttpRoute): string => route.path.replace(/\/+$/, "");
