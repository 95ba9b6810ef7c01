/** MatrixRTC: LiveKit, lk-jwt-service, Element Call, and a homeserver where there is none yet, described for any platform. */
import { hasOwnHomeserver } from "../../settings/homeserver";
import type { MatrixrtcSettings } from "../../settings/settings";
import type { HttpRoute, Workload } from "../model";
import { apiSecret, paths, ports, servesWellKnown } from "./common";
import { elementCall } from "./elementCall";
import { flowsOf } from "./flows";
import { handoversOf } from "./homeserver";
import { jwtService } from "./jwtService";
import { livekit, livekitKernel, livekitsOf, mediaPorts } from "./livekit";
import { noticesOf } from "./notices";
import { homeserverRoutes, homeserverSecrets, homeserverServices } from "./ownHomeserver";
import { needsRedis, redis, redisSecret } from "./redis";
import { tlsRoutesOf } from "./turn";
import { wellKnown } from "./wellKnown";

export const matrixrtc = (settings: MatrixrtcSettings): Workload => ({
  name: "matrixrtc",
  services: [
    elementCall(settings),
    jwtService(settings),
    ...livekitsOf(settings).map((group) => livekit(settings, group)),
    ...(needsRedis(settings) ? [redis(settings)] : []),
    ...(servesWellKnown(settings) ? [wellKnown(settings)] : []),
    ...(hasOwnHomeserver(settings) ? homeserverServices(settings) : []),
  ],
  routes: routesOf(settings),
  tlsRoutes: tlsRoutesOf(settings),
  media: mediaPorts(settings),
  timers: [],
  secrets: [
    { name: apiSecret, title: "secret of LiveKit's API key", length: 48 },
    ...(needsRedis(settings) ? [redisSecret] : []),
    ...(hasOwnHomeserver(settings) ? homeserverSecrets : []),
  ],
  flows: flowsOf(settings),
  kernel: livekitKernel,
  notices: noticesOf(settings),
  handovers: handoversOf(settings),
});

function routesOf(settings: MatrixrtcSettings): HttpRoute[] {
  const at = (path: string, service: string, port: number, more: Partial<HttpRoute> = {}): HttpRoute => ({
    ...{ host: settings.domain, path, service, port, websocket: false, stripPrefix: false },
    ...more,
  });
  return [
    at("/", "element-call", ports.nginx),
    at(paths.jwt, "lk-jwt-service", ports.jwt, { stripPrefix: true }),
    at(paths.sfu, "livekit", ports.sfu, { stripPrefix: true, websocket: true }),
    ...(servesWellKnown(settings) ? [at(paths.wellKnown, "well-known", ports.nginx)] : []),
    ...(hasOwnHomeserver(settings) ? homeserverRoutes(settings) : []),
  ];
}
