/**
 * `/.well-known/matrix` of the homeserver's name, where Element Call lives at that name: it would answer with its own page.
 *
 * Neither Traefik nor Caddy's routes of ours hold files, and Element Call's nginx has no CORS headers: this is the same
 * image once more, with a server block of ours in place of its own, so there is nothing else to pull and to keep current.
 */
import { homeserverOf } from "../../settings/homeserver";
import type { MatrixrtcSettings } from "../../settings/settings";
import { probe } from "../defaults";
import type { Service } from "../model";
import { imageOf, paths, ports } from "./common";
import { wellKnownClient, wellKnownServer } from "./homeserver";
import { nginx } from "./nginx";

export const wellKnown = (settings: MatrixrtcSettings): Service => ({
  ...nginx(settings),
  name: "well-known",
  title: "Tells Matrix clients where calls are",
  image: imageOf(settings, "element-call"),
  files: [{ path: "/etc/nginx/conf.d/default.conf", content: serverBlock(settings) }],
  ports: [
    { name: "http", port: ports.nginx, protocol: "tcp", reach: "proxy", published: settings.matrixrtc.ports.wellKnown },
  ],
  probe: probe({ http: { port: ports.nginx, path: `${paths.wellKnown}/client` } }, 20),
});

function serverBlock(settings: MatrixrtcSettings): string {
  const { federation } = homeserverOf(settings);
  return `server {
    listen ${ports.nginx};
    server_tokens off;
    default_type application/json;
    add_header Access-Control-Allow-Origin * always;
    add_header Access-Control-Allow-Methods "GET, POST, PUT, DELETE, OPTIONS" always;
    add_header Access-Control-Allow-Headers "X-Requested-With, Content-Type, Authorization" always;

    location = ${paths.wellKnown}/client {
        return 200 '${JSON.stringify(wellKnownClient(settings))}';
    }
${
  federation === undefined
    ? ""
    : `    location = ${paths.wellKnown}/server {
        return 200 '${JSON.stringify(wellKnownServer(federation))}';
    }
`
}    location / {
        return 404;
    }
}
`;
}
