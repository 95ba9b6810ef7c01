/** Real servers on the loopback address that answer as a deployment does, and wrongly where a test says so. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as plainServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { type Server as SecureServer, createServer as secureServer } from "node:https";
import { type AddressInfo, type Socket, type Server as TcpServer, createServer as tcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { type Server as TlsServer, createServer as tlsServer } from "node:tls";
import { decode, encode } from "dns-packet";
import type { Ways } from "../../cli/doctor/ask";
import type { Place } from "../../cli/doctor/question";
import { Authority } from "../../lab/world/authority";
import { turnRefusal } from "./turnAnswers";

/** `GET meet.example.org/config.js`, and what happens then. */
export type Handlers = Readonly<Record<string, (response: ServerResponse) => void>>;

/** Where TURN answers in place of the web servers. */
const turnName = "turn.call.example.org";
const names = ["meet.example.org", "call.example.org", "example.org", "matrix.example.org", turnName];

export const say =
  (status: number, body: string | object, headers: Readonly<Record<string, string>> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  };

const cors = { "access-control-allow-origin": "*", "content-type": "application/json" };
const page = say(200, "<!doctype html><title>Meet</title>", { "content-type": "text/html; charset=utf-8" });

/** As the images and Synapse 1.163 do. */
export const right: Handlers = {
  "GET meet.example.org/": page,
  "GET meet.example.org/config.js": say(
    200,
    "var subdir = '';\nvar config = {};\nconfig.bosh = 'https://meet.example.org/' + subdir + 'http-bind';\nconfig.websocket = 'wss://meet.example.org/' + subdir + 'xmpp-websocket';\n",
  ),
  "POST meet.example.org/http-bind": say(
    200,
    "<body sid='5f2a' requests='2' xmlns='http://jabber.org/protocol/httpbind'/>",
    { "content-type": "text/xml; charset=utf-8" },
  ),
  "GET call.example.org/": page,
  "GET call.example.org/config.json": say(200, {
    default_server_config: { "m.homeserver": { base_url: "https://matrix.example.org", server_name: "example.org" } },
  }),
  "GET call.example.org/livekit/sfu/": say(200, "OK"),
  "POST call.example.org/livekit/jwt/sfu/get": say(400, { errcode: "M_BAD_JSON", error: "" }, cors),
  "GET example.org/.well-known/matrix/client": say(
    200,
    {
      "m.homeserver": { base_url: "https://matrix.example.org/" },
      "org.matrix.msc4143.rtc_foci": [{ type: "livekit", livekit_service_url: "https://call.example.org/livekit/jwt" }],
    },
    cors,
  ),
  "GET example.org/.well-known/matrix/server": say(200, { "m.server": "matrix.example.org:443" }),
  "GET matrix.example.org/_matrix/client/versions": say(200, {
    versions: ["v1.1", "v1.12"],
    unstable_features: { "org.matrix.msc4140": true },
  }),
  "GET matrix.example.org/_matrix/client/unstable/org.matrix.msc4143/rtc/transports": say(401, {
    errcode: "M_MISSING_TOKEN",
    error: "Missing access token",
  }),
  "GET matrix.example.org/_matrix/federation/v1/openid/userinfo": say(401, {
    errcode: "M_UNKNOWN_TOKEN",
    error: "Access Token unknown or expired",
  }),
};

export class Answering {
  readonly folder = mkdtempSync(join(tmpdir(), "parley-doctor-"));
  private readonly authority = new Authority(this.folder, { name: "parley-lab-cluster" });
  /** What is answered in place of {@link right}. */
  handlers: Handlers = {};
  /** What plain HTTP says; a redirect to HTTPS when left out. */
  plain: RequestListener | undefined;
  /** What becomes of a request to change to a WebSocket; a right answer when left out. */
  upgrade: ((socket: Duplex, key: string) => void) | undefined;
  /** What becomes of a connection to the media port; closed when left out. */
  connection: ((socket: Socket) => void) | undefined;
  /** What the media port says to a datagram; nothing when left out. */
  datagram: ((message: Buffer) => Buffer) | undefined;
  /** What TURN answers; a right refusal when left out. Nothing: it hangs up. */
  turn: ((request: Buffer) => Buffer | undefined) | undefined;
  /** What DNS says of every name. */
  addresses: readonly string[] = ["127.0.0.1"];
  dnsError = false;
  /** Ports by the question's: where nothing listens, and other servers. */
  ports: Record<number, number> = {};
  private http!: Server;
  private https!: SecureServer;
  private tls!: TlsServer;
  private media!: TcpServer;
  private udp!: UdpSocket;
  private dns!: UdpSocket;

  static async start(): Promise<Answering> {
    const all = new Answering();
    await all.authority.prepare();
    const { key, cert } = await all.authority.server("right", names.map(dnsName));
    all.http = plainServer((request, response) => {
      if (all.plain) all.plain(request, response);
      else say(301, "", { location: `https://${request.headers.host}${request.url}` })(response);
    });
    all.https = secureServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
      const path = (request.url ?? "").split("?")[0];
      const asked = `${request.method} ${request.headers.host?.split(":")[0]}${path}`;
      const handler = all.handlers[asked] ?? right[asked] ?? say(404, "404 page not found\n");
      request.resume().once("end", () => handler(response));
    });
    all.https.on("upgrade", ({ headers }, socket) => {
      const wanted = String(headers["sec-websocket-key"]);
      if (all.upgrade) all.upgrade(socket, wanted);
      else socket.end(accepted(wanted, "xmpp"));
    });
    all.tls = tlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => {
      socket.once("data", (request) => {
        const answer = (all.turn ?? turnRefusal(401))(request);
        if (answer === undefined) socket.end();
        // In two parts, as a connection may bring it.
        else socket.write(answer.subarray(0, 9), () => setTimeout(() => socket.end(answer.subarray(9)), 20));
      });
    });
    all.media = tcpServer((socket) => (all.connection ? all.connection(socket) : socket.destroy()));
    all.udp = createSocket("udp4", (message, from) => {
      if (all.datagram) all.udp.send(all.datagram(message), from.port, from.address);
    });
    all.dns = createSocket("udp4", (message, from) => all.dns.send(all.resolved(message), from.port, from.address));
    await Promise.all([...[all.http, all.https, all.tls, all.media].map(listening), ...[all.udp, all.dns].map(bound)]);
    return all;
  }

  /** Everything right again. */
  async reset(): Promise<void> {
    this.handlers = {};
    this.plain = undefined;
    this.upgrade = undefined;
    this.connection = undefined;
    this.datagram = undefined;
    this.turn = undefined;
    this.addresses = ["127.0.0.1"];
    this.dnsError = false;
    const [http, https] = [portOf(this.http), portOf(this.https)];
    this.ports = { 80: http, 443: https, 8448: https, 7881: portOf(this.media) };
    this.ports[7882] = this.udp.address().port;
    this.ports[10_000] = this.udp.address().port;
    await this.show("right", names);
  }

  /** Shows a certificate for these names. @param days how long it is good for; over already when negative */
  async show(label: string, forNames: readonly string[], days?: number): Promise<void> {
    const identity = await this.authority.server(label, forNames.map(dnsName));
    const [key, cert] = [readFileSync(identity.key), readFileSync(identity.cert)];
    const context = { key, cert: days === undefined ? cert : this.signedFor(identity.key, label, days) };
    for (const server of [this.https, this.tls]) server.setSecureContext(context);
  }

  /** Shows a certificate that nobody but its server has signed. */
  showOwn(commonName: string): void {
    const [key, cert] = [join(this.folder, "own.key"), join(this.folder, "own.crt")];
    const made = ["-x509", "-days", "30", "-subj", `/CN=${commonName}`, "-keyout", key, "-out", cert];
    execFileSync("openssl", ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", ...made], {
      stdio: "ignore",
    });
    for (const server of [this.https, this.tls])
      server.setSecureContext({ key: readFileSync(key), cert: readFileSync(cert) });
  }

  private signedFor(key: string, label: string, days: number): Buffer {
    const file = (ending: string) => join(this.folder, `${label}.${ending}`);
    execFileSync("openssl", ["req", "-new", "-key", key, "-subj", `/CN=${label}`, "-out", file("csr")]);
    const signer = ["-CA", this.authority.cert, "-CAkey", join(this.folder, "ca.key"), "-set_serial", "7"];
    const made = ["-days", String(days), "-extfile", file("ext"), "-out", file("timed.crt")];
    execFileSync("openssl", ["x509", "-req", "-in", file("csr"), ...signer, ...made], { stdio: "ignore" });
    return readFileSync(file("timed.crt"));
  }

  get authorityFile(): string {
    return this.authority.cert;
  }

  /** What a client of these servers has to know. */
  get ways(): Ways {
    return {
      ...{ resolve: {}, patience: 2000, ca: readFileSync(this.authority.cert, "utf8") },
      ...{
        dnsServers: [`127.0.0.1:${this.dns.address().port}`],
        portOf: ({ name, port }: Place) =>
          name === turnName && port === 443 ? portOf(this.tls) : (this.ports[port] ?? port),
      },
    };
  }

  private resolved(message: Buffer): Buffer {
    const { id, questions = [] } = decode(message);
    const name = questions[0]?.name ?? "";
    const rcode = this.dnsError ? 2 : this.addresses.length === 0 ? 3 : 0;
    return encode({
      ...{ id, questions, type: "response", flags: rcode },
      answers: rcode === 0 ? this.addresses.map((data) => ({ name, type: "A", ttl: 1, data })) : [],
    });
  }

  async end(): Promise<void> {
    this.udp.close();
    this.dns.close();
    for (const server of [this.http, this.https]) server.closeAllConnections();
    await Promise.all(
      [this.http, this.https, this.tls, this.media].map((one) => new Promise((done) => one.close(done))),
    );
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The answer that upgrades a connection. */
export function accepted(key: string, protocol: string): string {
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const headers = ["Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${accept}`];
  return ["HTTP/1.1 101 Switching Protocols", ...headers, `Sec-WebSocket-Protocol: ${protocol}`, "", ""].join("\r\n");
}

const dnsName = (name: string): string => `DNS:${name}`;
const listening = (server: Server | SecureServer | TlsServer | TcpServer) =>
  new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
const bound = (socket: UdpSocket) => new Promise<void>((ready) => socket.bind(0, "127.0.0.1", ready));
const portOf = (server: Server | SecureServer | TlsServer | TcpServer): number =>
  (server.address() as AddressInfo).port;
