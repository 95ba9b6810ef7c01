/** The route's file in a real Traefik v3, on loopback. Needs `traefik` and `curl`. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadedCheck } from "../../components/proxy/loaded";
import { traefikText } from "../../components/proxy/traefik";
import { trialScript, trialText } from "../../components/proxy/traefikTrial";
import type { HttpRoute } from "../../workloads/model";

jest.setTimeout(60_000);

const directory = mkdtempSync(join(tmpdir(), "parley-traefik-"));
const ports = { http: 18081, https: 18444 };
/** An entry point that sends everything to HTTPS before it looks at any router. */
const redirecting = 18082;
let backend: Server;
let traefik: ChildProcess;
let routes: HttpRoute[];
let log = "";

/** Speaks no HTTP: says what it was sent, and hangs up. */
let plain: TcpServer;

const text = (change: Partial<HttpRoute> = {}) =>
  traefikText({
    instance: "meet-example-org",
    domain: "meet.example.org",
    routes: routes.map((route) => ({ ...route, ...change })),
    tlsRoutes: [{ ...{ host: "turn.example.org", service: "livekit", title: "TURN" }, port: portOf(plain) }],
    targetAddress: "127.0.0.1",
    traefik: { directory, httpEntryPoint: "web", httpsEntryPoint: "websecure" },
  });
const place = (content: string) => writeFileSync(join(directory, "dynamic", "parley-meet-example-org.yml"), content);
const check = (content: string) => loadedCheck("meet.example.org", version(content), { port: ports.https, tls: true });
const portOf = (server: TcpServer): number => (server.address() as AddressInfo).port;
const version = (content: string) => /parley=([0-9a-f]{12})/.exec(content)?.[1] ?? "";

beforeAll(async () => {
  backend = createServer((request, response) => response.end(`${request.headers.host} ${request.url}`));
  backend.on("upgrade", (request, socket) => {
    socket.end(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Seen: ${request.url}\r\n\r\n`,
    );
  });
  await new Promise<void>((ready) => backend.listen(0, "127.0.0.1", ready));
  plain = createTcpServer((socket) => {
    socket.once("data", (bytes) => socket.end(`plain ${bytes}`));
  });
  await new Promise<void>((ready) => plain.listen(0, "127.0.0.1", ready));
  const web = {
    host: "meet.example.org",
    path: "/",
    service: "web",
    port: portOf(backend),
    websocket: true,
    stripPrefix: false,
  };
  routes = [web, { ...web, path: "/livekit/sfu", service: "livekit", stripPrefix: true }];
  mkdirSync(join(directory, "dynamic"));
  place(text());
  traefik = spawn("traefik", [
    `--entrypoints.web.address=127.0.0.1:${ports.http}`,
    `--entrypoints.redirecting.address=127.0.0.1:${redirecting}`,
    "--entrypoints.redirecting.http.redirections.entrypoint.to=websecure",
    `--entrypoints.websecure.address=127.0.0.1:${ports.https}`,
    `--providers.file.directory=${join(directory, "dynamic")}`,
    "--global.checknewversion=false",
    "--global.sendanonymoususage=false",
    "--log.level=WARN",
  ]);
  traefik.on("error", (error) => {
    log += String(error);
  });
  for (const stream of [traefik.stdout, traefik.stderr]) {
    stream?.on("data", (chunk) => {
      log += chunk;
    });
  }
  await loaded(text());
});
afterAll(() => {
  traefik?.kill("SIGKILL");
  backend?.close();
  plain?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Waits until the check of the release sees this version. */
async function loaded(content: string): Promise<void> {
  for (let i = 0; i < 50; i++) {
    if ((await run(check(content))).code === 0) return;
    await new Promise((next) => setTimeout(next, 200));
  }
  throw new Error(`traefik has not loaded the file; this test needs \`traefik\`. ${log}`);
}

test("HTTPS reaches the service with the Host it was asked for, and nothing is logged as wrong", async () => {
  expect(await get("https", "/room?x=1")).toContain("meet.example.org /room?x=1");
  expect(log).not.toMatch(/error|ERR/);
});

test("the longer path wins, and its prefix goes", async () => {
  expect(await get("https", "/livekit/sfu/rtc")).toContain("meet.example.org /rtc");
  expect(await get("https", "/livekit/sfux")).toContain("meet.example.org /livekit/sfux");
});

test("TLS for another name ends here, and what is inside goes on as it is; the page's name stays HTTP's", async () => {
  expect(await sendByTls("turn.example.org")).toBe("plain \u0001 no HTTP at all\r\n\r\n");
  expect(await sendByTls("meet.example.org")).toMatch(/^HTTP\/1.1 400/);
});

test("websockets pass", async () => {
  const answer = await get(
    "https",
    "/xmpp-websocket",
    "--http1.1 -m 2 -H 'Connection: Upgrade' -H 'Upgrade: websocket'",
  );
  expect(answer).toMatch(/^HTTP\/1.1 101/);
  expect(answer).toMatch(/x-seen: \/xmpp-websocket/i);
});

test("HTTP redirects to HTTPS for good", async () => {
  const answer = await get("http", "/room");
  expect(answer).toMatch(/^HTTP\/1.1 30[18]/);
  expect(answer).toMatch(/^location: https:\/\/meet\.example\.org\/room\r$/im);
});

test("a changed file is noticed, and the check sees which version is loaded", async () => {
  const changed = text({ service: "renamed" });
  expect(version(changed)).not.toBe(version(text()));
  expect((await run(check(changed))).code).toBe(1);
  place(changed);
  await loaded(changed);
  place("http: [this is: not a file");
  await new Promise((next) => setTimeout(next, 1500));
  expect(await get("https", "/still")).toContain("meet.example.org /still");
});

test.each([
  ["nothing", {}, undefined],
  ["httpEntryPoint", { httpEntryPoint: "nowhere" }, "entry point nowhere, expected on port 18081"],
  ["httpsEntryPoint", { httpsEntryPoint: "nowhere" }, "entry point nowhere, expected on port 18444"],
])("a trial with %s wrong: nothing is left of it, and the routes in force serve on", async (key, change, problem) => {
  place(text());
  await loaded(text());
  const options = {
    instance: "meet-example-org",
    domain: "meet.example.org",
    traefik: { directory: join(directory, "dynamic"), httpEntryPoint: "web", httpsEntryPoint: "websecure", ...change },
  };
  writeFileSync(join(directory, "trial.yml"), trialText(options));
  const trial = await run(trialScript(options, "trial.yml", { ...ports, seconds: 5 }));
  expect(trial.code).toBe(problem ? 1 : 0);
  expect(trial.out).toMatch(problem ? `${problem} of this host: see edge.traefik.${key}` : /^$/);
  if (problem) expect(trial.out).toMatch(/^HTTP\/1.1 (200|301)/m);
  expect(readdirSync(join(directory, "dynamic"))).toEqual(["parley-meet-example-org.yml"]);
  expect(await get("https", "/room")).toContain("meet.example.org /room");
});

test("a trial with an entry point that sends everything to HTTPS", async () => {
  const options = {
    instance: "meet-example-org",
    domain: "meet.example.org",
    traefik: { directory: join(directory, "dynamic"), httpEntryPoint: "redirecting", httpsEntryPoint: "websecure" },
  };
  writeFileSync(join(directory, "trial.yml"), trialText(options));
  const host = { http: redirecting, https: ports.https, seconds: 5 };
  expect(await run(trialScript(options, "trial.yml", host))).toEqual({ code: 0, out: "" });
  // It is seen by a name that nobody serves: our own redirect is no proof that this is the entry point.
  const ours = await run(trialScript(options, "trial.yml", { ...host, http: ports.http }));
  expect(ours).toMatchObject({ code: 1, out: expect.stringContaining("see edge.traefik.httpEntryPoint") });
});

/** What comes back for something that is not HTTP, to a client that asks for a name. */
const sendByTls = async (name: string): Promise<string> => {
  const ask = `openssl s_client -quiet -connect 127.0.0.1:${ports.https} -servername ${name} -alpn http/1.1 2>/dev/null`;
  const { out } = await run(`{ printf '\\001 no HTTP at all\\r\\n\\r\\n'; sleep 1; } | timeout 5 ${ask} || true`);
  return out;
};

async function run(script: string): Promise<{ code: number | null; out: string }> {
  const child = spawn("sh", ["-euc", script], { cwd: directory });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, out };
}

const get = async (scheme: "http" | "https", path: string, options = "") =>
  (
    await run(
      `curl -ski ${options} --connect-to ::127.0.0.1:${ports[scheme]} '${scheme}://meet.example.org${path}' || true`,
    )
  ).out;
