/** What `parley doctor` says when Jitsi answers wrongly. */
import { freePort } from "../../lab/world/freePort";
import { accepted, say } from "../support/answering";
import { html, jitsi, on, wrongWith } from "../support/doctor";

jest.setTimeout(30_000);

wrongWith(jitsi, [
  [
    "config.js",
    "the page in its place",
    on("GET meet.example.org/config.js", html),
    "200, but a page in place of config.js",
    /docker compose/,
  ],
  [
    "config.js",
    "another service's",
    on(
      "GET meet.example.org/config.js",
      say(200, "var config = {};\nconfig.bosh = 'https://old.example.org/' + subdir + 'http-bind';\n"),
    ),
    "config.js does not name https://meet.example.org/http-bind and wss://meet.example.org/xmpp-websocket, but old.example.org",
    /docker compose/,
  ],
  [
    "bosh",
    "the page in its place",
    on("POST meet.example.org/http-bind", html),
    "200, but a page in place of a session",
    /refresh/,
  ],
  [
    "bosh",
    "a host that Prosody does not know",
    on("POST meet.example.org/http-bind", say(200, "<body type='terminate' condition='host-unknown'/>")),
    "Prosody refuses the session (host-unknown)",
    /docker compose/,
  ],
  [
    "bosh",
    "no session",
    on("POST meet.example.org/http-bind", say(200, "<?xml version='1.0'?><body/>")),
    "200, but no session in it",
    /./,
  ],
  [
    "bosh",
    "Prosody away",
    on("POST meet.example.org/http-bind", say(503, "")),
    /^the answer is 503: the reverse proxy finds no service/,
    /docker compose/,
  ],
  [
    "websocket",
    "a proxy that does not upgrade",
    (servers) => {
      servers.upgrade = (socket) => socket.end("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n");
    },
    "the answer is 426: the upgrade does not get through",
    /every proxy on the way has to pass WebSockets on$/,
  ],
  [
    "websocket",
    "Prosody away",
    (servers) => {
      servers.upgrade = (socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
    },
    /^the answer is 502: the reverse proxy finds no service/,
    /docker compose/,
  ],
  [
    "websocket",
    "an answer to another question",
    (servers) => {
      servers.upgrade = (socket) => socket.end(accepted("another", "xmpp"));
    },
    "101, but the answer is not to this question: a proxy answers for others",
    /./,
  ],
  [
    "websocket",
    "another protocol",
    (servers) => {
      servers.upgrade = (socket, key) => socket.end(accepted(key, "chat"));
    },
    "101, but chat in place of xmpp",
    /./,
  ],
  [
    "media-jvb",
    "nothing listens",
    async (servers) => {
      servers.ports[10_000] = await freePort();
    },
    "the machine says that nothing listens there",
    "`docker compose --project-name meet-example-org ps --all` on 203.0.113.20 says whether each service runs; if it does, let UDP 10000 through to the host, also in the provider's firewall",
  ],
]);
