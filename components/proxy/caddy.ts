/** The service's HTTP routes for Caddy 2.6 and newer: one file that the Caddyfile imports. Pure. */
import type { Edge } from "../../settings/settings";
import type { HttpRoute } from "../../workloads/model";
import type { Release } from "../remote/release";
import { bySpecificity, loadedCheck, prefixOf, probeAnswer, probePath, type RouteOptions, versionOf } from "./loaded";

/** File, place and commands for the edge host. Caddy gets and renews the certificate itself. */
export function caddyRelease(options: RouteOptions & { readonly caddy: Edge["caddy"] }): Release {
  const { instance, domain, caddy } = options;
  const file = `parley-${instance}.caddy`;
  const place = `${caddy.directory}/${file}`;
  const version = versionOf(caddyText(options, ""));
  return {
    instance,
    name: "route",
    host: "edge",
    title: "HTTPS route to the service (Caddy)",
    files: [{ path: file, content: caddyText(options, version), mode: 0o644 }],
    placed: [{ file, at: place }],
    commands: {
      validate: `command -v caddy >/dev/null || { echo "Caddy is not installed here: see edge.proxy"; exit 1; }
caddy adapt --adapter caddyfile --config ${file} >/dev/null`,
      // Caddy keeps its running configuration when the new one has an error, and the command fails.
      activate: "systemctl reload caddy || { journalctl -u caddy -n 5 -o cat --no-pager; exit 1; }",
      check: loadedCheck(domain, version),
      // The file has to be gone before the reload, and only if it is still what we placed.
      deactivate: `if cmp -s ${file} ${place}; then rm -f ${place}; fi
if systemctl is-active --quiet caddy; then systemctl reload caddy; fi`,
      observe: "",
    },
    checkSeconds: 30,
  };
}

/** The file's text. */
export function caddyText(options: RouteOptions, version = versionOf(caddyText(options, ""))): string {
  const { domain, routes } = options;
  const hosts = [...new Set([domain, ...routes.map((route) => route.host)])];
  const sites = hosts.map((host) => {
    const here = bySpecificity(routes.filter((route) => route.host === host));
    return `${host} {
${here.map((route, i) => handler(route, i, options.targetAddress)).join("\n")}
}

http://${host} {
${host === domain ? `\tredir ${probePath} ${probeAnswer(domain, version)}\n` : ""}\tredir https://${host}{uri} permanent
}
`;
  });
  return `# Written by Parley. Change it there, not here.\n${sites.join("\n")}`;
}

/** One route; requests that no more specific one took. Caddy passes the Host header and websockets by itself. */
function handler(route: HttpRoute, index: number, address: string): string {
  const path = prefixOf(route);
  const matcher = path === "" ? "" : `@route${index} `;
  return [
    ...(path === "" ? [] : [`\t@route${index} path ${path} ${path}/*`]),
    `\thandle ${matcher}{`,
    ...(path !== "" && route.stripPrefix ? [`\t\turi strip_prefix ${path}`] : []),
    `\t\treverse_proxy http://${address}:${route.port}`,
    "\t}",
  ].join("\n");
}
