/** Element Call: the page with which people call. Source: element-hq/element-call Dockerfile, config/nginx.conf, docs/self_hosting.md. */
import { homeserverOf } from "../../settings/homeserver";
import type { MatrixrtcSettings } from "../../settings/settings";
import { probe } from "../defaults";
import type { Service } from "../model";
import { imageOf, jwtUrl, ports } from "./common";
import { nginx } from "./nginx";

export const elementCall = (settings: MatrixrtcSettings): Service => ({
  ...nginx(settings),
  name: "element-call",
  title: "Web page for calls",
  image: imageOf(settings, "element-call"),
  files: [{ path: "/app/config.json", content: `${JSON.stringify(configOf(settings), undefined, 2)}\n` }],
  ports: [
    { name: "http", port: ports.nginx, protocol: "tcp", reach: "proxy", published: settings.matrixrtc.ports.call },
  ],
  probe: probe({ http: { port: ports.nginx, path: "/config.json" } }, 20),
});

function configOf(settings: MatrixrtcSettings) {
  const { name, baseUrl } = homeserverOf(settings);
  return {
    default_server_config: { "m.homeserver": { base_url: baseUrl, server_name: name } },
    // For a homeserver that does not say it itself.
    livekit: { livekit_service_url: jwtUrl(settings) },
  };
}
