/** What `parley doctor` says when LiveKit, lk-jwt-service or the homeserver answer wrongly. */
import { freePort } from "../../lab/world/freePort";
import { say } from "../support/answering";
import { html, matrixrtc, on, wrongWith } from "../support/doctor";

jest.setTimeout(30_000);

const versions = "GET matrix.example.org/_matrix/client/versions";
const transports = "GET matrix.example.org/_matrix/client/unstable/org.matrix.msc4143/rtc/transports";
const client = "GET example.org/.well-known/matrix/client";
const jwt = "POST call.example.org/livekit/jwt/sfu/get";
const json = { "access-control-allow-origin": "*", "content-type": "application/json" };

wrongWith(matrixrtc, [
  [
    "config.json",
    "the page in its place",
    on("GET call.example.org/config.json", html),
    "200, but a page in place of JSON",
    /docker compose/,
  ],
  [
    "config.json",
    "another homeserver",
    on(
      "GET call.example.org/config.json",
      say(200, { default_server_config: { "m.homeserver": { base_url: "https://matrix.org" } } }),
    ),
    "it names https://matrix.org in place of https://matrix.example.org",
    /./,
  ],
  [
    "sfu",
    "the page in its place",
    on("GET call.example.org/livekit/sfu/", html),
    "200, but a page in place of OK",
    /refresh/,
  ],
  [
    "sfu",
    "stuck",
    on("GET call.example.org/livekit/sfu/", say(406, "Not Ready")),
    "406: it is there, and too busy or stuck to look after itself",
    /docker compose/,
  ],
  [
    "jwt",
    "a prefix that was left on",
    on(jwt, say(404, "404 page not found\n")),
    "404 by the service itself: the reverse proxy did not take the prefix away",
    /refresh/,
  ],
  [
    "jwt",
    "no CORS",
    on(jwt, say(400, { errcode: "M_BAD_JSON" })),
    "M_BAD_JSON, but without the header Access-Control-Allow-Origin: *",
    /./,
  ],
  [
    "jwt",
    "another error",
    on(jwt, say(500, { errcode: "M_UNKNOWN" }, json)),
    "500, M_UNKNOWN in place of M_BAD_JSON",
    /docker compose/,
  ],
  ["jwt", "the page in its place", on(jwt, html), "200, but a page in place of M_BAD_JSON", /refresh/],
  [
    "jwt",
    "away",
    on(jwt, say(502, "Bad Gateway")),
    "the answer is 502: the reverse proxy finds no service behind it",
    /docker compose/,
  ],
  ["well-known", "no file", on(client, say(404, "")), "404: there is no such file", /output `wellKnownClient`/],
  [
    "well-known",
    "the page in its place",
    on(client, html),
    "200, but a page in place of JSON",
    /output `wellKnownClient`/,
  ],
  [
    "well-known",
    "nothing of ours, and no headers",
    on(client, say(200, { "m.homeserver": { base_url: "https://hs.example.org" } })),
    "rtc_foci names no LiveKit in place of https://call.example.org/livekit/jwt; m.homeserver is https://hs.example.org; the settings say https://matrix.example.org; the header Access-Control-Allow-Origin: * is missing, so browsers do not let Element read it",
    /output `wellKnownClient`/,
  ],
  [
    "well-known",
    "another LiveKit",
    on(
      client,
      say(
        200,
        {
          "m.homeserver": { base_url: "https://matrix.example.org" },
          "org.matrix.msc4143.rtc_foci": [{ type: "livekit", livekit_service_url: "https://old.example.org" }],
        },
        json,
      ),
    ),
    "rtc_foci names https://old.example.org in place of https://call.example.org/livekit/jwt",
    /./,
  ],
  ["homeserver", "another thing there", on(versions, html), "200, but a page in place of versions", /baseUrl/],
  ["homeserver", "away", on(versions, say(504, "")), /^the answer is 504/, /./],
  [
    "delayed-events",
    "switched off",
    on(versions, say(200, { versions: ["v1.12"], unstable_features: { "org.matrix.msc4140": false } })),
    "org.matrix.msc4140 is off",
    "add what `homeserverYaml` says (max_event_delay_duration) to example.org's homeserver.yaml, and restart it",
  ],
  [
    "transports",
    "switched off",
    on(transports, say(404, { errcode: "M_UNRECOGNIZED", error: "Unrecognized request" })),
    "404, M_UNRECOGNIZED: it is not switched on there",
    /msc4143_enabled and matrix_rtc/,
  ],
  [
    "openid",
    "a listener without federation",
    on("GET matrix.example.org/_matrix/federation/v1/openid/userinfo", say(404, { errcode: "M_UNRECOGNIZED" })),
    "matrix.example.org:443: 404, M_UNRECOGNIZED: it is not switched on there",
    /`federation` or `openid`/,
  ],
  [
    "openid",
    "nobody where the name leads",
    async (servers) => {
      servers.handlers = { "GET example.org/.well-known/matrix/server": say(404, "") };
      servers.ports[8448] = await freePort();
    },
    "example.org:8448: the connection is refused: nothing listens there, or a firewall says no",
    /matrix\/server names the right place: without that file it is port 8448$/,
  ],
  [
    "media-livekit",
    "nothing listens",
    async (servers) => {
      servers.ports[7882] = await freePort();
    },
    "the machine says that nothing listens there",
    /docker compose.*; if it does, let UDP 7882 through to 172.16.10.1/,
  ],
  [
    "media-livekit-tcp",
    "nothing listens",
    async (servers) => {
      servers.ports[7881] = await freePort();
    },
    "the connection is refused: nothing listens there, or a firewall says no",
    /docker compose.*; if it does, let TCP 7881 through to 172.16.10.1/,
  ],
]);
