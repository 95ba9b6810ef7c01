/** The route's file in a real Caddy, on loopback. Needs `caddy`. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { caddyRelease, caddyText } from "../../components/proxy/caddy";
import { loadedCheck } from "../../components/proxy/loaded";
import type { HttpRoute } from "../../workloads/model";

jest.setTimeout(30_000);

const directory = mkdtempSync(join(tmpdir(), "parley-caddy-"));
const ports = { http: 18080, https: 18443, admin: 12019 };
let backend: Server;
let caddy: ChildProcess;
let routes: HttpRoute[];

const options = () => ({
  instance: "meet-example-org",
  domain: "meet.example.org",
  routes,
  targetAddress: "127.0.0.1",
  caddy: { directory },
});

beforeAll(async () => {
  backend = createServer((request, response) => response.end(`${request.headers.host} ${request.url}`));
  await new Promise<void>((ready) => backend.listen(0, "127.0.0.1", ready));
  const web = {
    host: "meet.example.org",
    path: "/",
    service: "web",
    port: (backend.address() as AddressInfo).port,
    websocket: true,
    stripPrefix: false,
  };
  routes = [web, { ...web, path: "/livekit/sfu", service: "livekit", stripPrefix: true }];
  writeFileSync(join(directory, "parley-meet-example-org.caddy"), caddyText(options()));
  writeFileSync(
    join(directory, "Caddyfile"),
    `{\n\tadmin 127.0.0.1:${ports.admin}\n\thttp_port ${ports.http}\n\thttps_port ${ports.https}\n\tlocal_certs\n\tskip_install_trust\n\tdefault_bind 127.0.0.1\n}\nimport *.caddy\n`,
  );
  caddy = spawn("caddy", ["run", "--config", "Caddyfile"], {
    cwd: directory,
    stdio: "ignore",
    env: { ...process.env, HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory },
  });
  for (let i = 0; i < 100; i++) {
    if (request("http", "/").status === 0) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error("caddy did not start; this test needs `caddy` and `curl`");
});
afterAll(() => {
  caddy?.kill("SIGKILL");
  backend?.close();
  rmSync(directory, { recursive: true, force: true });
});

const request = (scheme: "http" | "https", path: string) =>
  spawnSync("curl", ["-ski", "--connect-to", `::127.0.0.1:${ports[scheme]}`, `${scheme}://meet.example.org${path}`], {
    encoding: "utf8",
  });

test("Caddy accepts the file on its own, as the validation step asks", () => {
  const { validate } = caddyRelease(options()).commands;
  execFileSync("sh", ["-euc", validate], { cwd: directory });
});

test("HTTPS reaches the service with the Host it was asked for", async () => {
  const answer = await get("https", "/room?x=1");
  expect(answer).toContain("meet.example.org /room?x=1");
});

test("the longer path wins, and its prefix goes", async () => {
  expect(await get("https", "/livekit/sfu/rtc")).toContain("meet.example.org /rtc");
  expect(await get("https", "/livekit/sfux")).toContain("meet.example.org /livekit/sfux");
});

test("HTTP redirects to HTTPS", async () => {
  const answer = await get("http", "/room");
  expect(answer).toMatch(/^HTTP\/1.1 301/);
  expect(answer).toMatch(/^location: https:\/\/meet\.example\.org\/room\r$/im);
});

test("the check sees whether this version is loaded", async () => {
  const { check } = caddyRelease(options()).commands;
  const version = /parley=([0-9a-f]{12})/.exec(check)?.[1] ?? "";
  expect((await run(loadedCheck("meet.example.org", version, { port: ports.http }))).code).toBe(0);
  const other = await run(loadedCheck("meet.example.org", "0123456789ab", { port: ports.http }));
  expect(other.code).toBe(1);
  expect(other.out).toContain("does not know meet.example.org yet");
});

/** Not synchronous: the backend answers from this very process. */
async function run(script: string): Promise<{ code: number | null; out: string }> {
  const child = spawn("sh", ["-euc", script], { cwd: directory });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, out };
}

const get = async (scheme: "http" | "https", path: string) =>
  (await run(`curl -ski --connect-to ::127.0.0.1:${ports[scheme]} '${scheme}://meet.example.org${path}'`)).out;
