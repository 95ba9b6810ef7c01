/** What `parley doctor` says when name, certificate or page of a service are wrong. */
import { freePort } from "../../lab/world/freePort";
import { say } from "../support/answering";
import { html, jitsi, on, wrongWith } from "../support/doctor";

jest.setTimeout(30_000);

wrongWith(jitsi, [
  [
    "name",
    "another address",
    (servers) => {
      servers.addresses = ["127.0.0.2"];
    },
    "meet.example.org is 127.0.0.2; the settings say 127.0.0.1",
    "set the record meet.example.org A 127.0.0.1 where you keep the zone",
  ],
  [
    "name",
    "a second address",
    (servers) => {
      servers.addresses = ["127.0.0.1", "127.0.0.2"];
    },
    "meet.example.org is 127.0.0.1, 127.0.0.2; the settings say 127.0.0.1",
    /^set the record/,
  ],
  [
    "name",
    "no address",
    (servers) => {
      servers.addresses = [];
    },
    "meet.example.org has no address",
    /^set the record/,
  ],
  [
    "name",
    "a resolver that fails",
    (servers) => {
      servers.dnsError = true;
    },
    "DNS does not answer (ESERVFAIL)",
    /--resolve/,
  ],
  [
    "certificate",
    "another name",
    (servers) => servers.show("other", ["www.example.org"]),
    "the certificate is for www.example.org, not for meet.example.org",
    "make caddy get a certificate for meet.example.org; its log says why it has none",
  ],
  [
    "certificate",
    "an end in the past",
    (servers) => servers.show("right", ["meet.example.org"], -1),
    /^the certificate ended on \d{4}-\d\d-\d\d$/,
    /^make caddy/,
  ],
  [
    "certificate",
    "an own signature",
    (servers) => servers.showOwn("meet.example.org"),
    "clients refuse the certificate of meet.example.org: nobody but its server has signed it",
    /--ca FILE/,
  ],
  [
    "certificate",
    "Traefik's own",
    (servers) => servers.showOwn("TRAEFIK DEFAULT CERT"),
    "Traefik has no certificate for meet.example.org and shows its own",
    /^make caddy/,
  ],
  [
    "certificate",
    "no TLS",
    (servers) => {
      servers.ports[443] = servers.ports[80] ?? 0;
    },
    "what listens there does not speak TLS",
    /^let TCP 80 and 443 through to caddy on the host/,
  ],
  [
    "certificate",
    "a server that knows no such name",
    (servers) => {
      servers.ports[443] = servers.ports[7881] ?? 0;
      // A fatal alert, internal_error: as Caddy answers to names that it has no certificate for.
      servers.connection = (socket) => socket.once("data", () => socket.end(Buffer.from("15030300020250", "hex")));
    },
    "the server refuses TLS for this name: it has no certificate for it",
    /refresh --stack home/,
  ],
  [
    "certificate",
    "nobody there",
    async (servers) => {
      servers.ports[443] = await freePort();
    },
    /^the connection is refused/,
    /^let TCP 80 and 443 through/,
  ],
  [
    "redirect",
    "a page in its place",
    (servers) => {
      servers.plain = (_, response) => html(response);
    },
    "plain HTTP is answered with 200 in place of a redirect",
    /refresh --stack home/,
  ],
  [
    "redirect",
    "another place",
    (servers) => {
      servers.plain = (_, response) => say(302, "", { location: "https://www.example.org/" })(response);
    },
    "302 to https://www.example.org/ in place of https://meet.example.org/",
    /refresh --stack home/,
  ],
  [
    "redirect",
    "nobody there",
    async (servers) => {
      servers.ports[80] = await freePort();
    },
    /^the connection is refused/,
    /^let TCP 80 and 443 through/,
  ],
  [
    "redirect",
    "silence",
    (servers) => {
      // Says nothing.
      servers.plain = () => undefined;
    },
    /^no answer in time/,
    /^let TCP 80 and 443 through/,
  ],
  [
    "page",
    "no route",
    on("GET meet.example.org/", say(404, "")),
    "the answer is 404: no route leads there",
    /refresh --stack home/,
  ],
  [
    "page",
    "no service behind the proxy",
    on("GET meet.example.org/", say(502, "")),
    "the answer is 502: the reverse proxy finds no service behind it",
    "`docker compose --project-name meet-example-org ps --all` on 203.0.113.20 says whether each service runs",
  ],
  [
    "page",
    "a file",
    on("GET meet.example.org/", say(200, "{}", { "content-type": "application/json" })),
    "200, but application/json in place of a page",
    /./,
  ],
  [
    "page",
    "another place",
    on("GET meet.example.org/", say(302, "", { location: "/login" })),
    "the answer is 302, to /login",
    /./,
  ],
  ["page", "an error", on("GET meet.example.org/", say(500, "")), "the answer is 500", /./],
  [
    "page",
    "a connection that is cut",
    (servers) => {
      servers.handlers = { "GET meet.example.org/": (response) => response.destroy() };
    },
    "the connection is cut before there is an answer",
    /./,
  ],
]);
