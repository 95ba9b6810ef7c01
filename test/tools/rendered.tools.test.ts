/** Every rendered file of every stack configuration, read by the program that will read it on the host. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { IdentifiedRelease } from "../../components/planned";
import { display, type Lookup, resolve } from "../../workloads/value";
import { deploymentOf } from "../support/planned";
import { stackFiles } from "../support/stackFiles";

jest.setTimeout(60_000);

const lookup: Lookup = { secret: (name) => `stand-in-for-${name}`, fact: () => "203.0.113.10" };
const releases = stackFiles.flatMap((file) =>
  deploymentOf(file).releases.map((release): [string, IdentifiedRelease] => [`${file} ${release.name}`, release]),
);
const with_ = (path: RegExp) =>
  releases.flatMap(([title, release]) =>
    release.files
      .filter((one) => path.test(one.path))
      .map((one): [string, IdentifiedRelease, string] => [`${title} ${one.path}`, release, one.path]),
  );

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-rendered-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Lays a release out as the agent does, but here. */
function layOut(release: IdentifiedRelease): void {
  const home = `/var/lib/parley/${release.instance}/${release.name}/current`;
  for (const file of release.files) {
    mkdirSync(dirname(join(folder, file.path)), { recursive: true });
    writeFileSync(join(folder, file.path), resolve(file.content, lookup).replaceAll(home, folder), { mode: file.mode });
  }
}

function read(command: string, args: readonly string[]): { status: number | null; said: string } {
  const done = spawnSync(command, args, { cwd: folder, encoding: "utf8", timeout: 30_000 });
  if (done.error) throw done.error;
  return { status: done.status, said: done.stdout + done.stderr };
}

test("every stack configuration takes part", () => {
  const composed = stackFiles.filter((file) => deploymentOf(file).settings.platform !== "kubernetes");
  expect(with_(/^compose\.yaml$/)).toHaveLength(composed.length);
  expect(with_(/^trial\.yaml$/)).toHaveLength(composed.length);
  expect(with_(/^table\.nft$/).length).toBeGreaterThan(3);
  expect(with_(/^ddclient\.conf$/).length).toBeGreaterThan(1);
});

test.each(with_(/^(compose|trial)\.yaml$/))("docker compose reads %s", (_, release, path) => {
  layOut(release);
  const compose = ["compose", "--file", path];
  writeFileSync(join(folder, ".env"), "PARLEY_PUBLIC_ADDRESS=203.0.113.10\n");
  expect(read("docker", [...compose, "config", "--quiet"])).toEqual({ status: 0, said: "" });
  const services = read("docker", [...compose, "config", "--services"])
    .said.trim()
    .split("\n");
  const expected =
    release.name === "jitsi" ? ["web", "prosody", "jicofo", "jvb"] : ["livekit", "lk-jwt-service", "element-call"];
  expect(services).toEqual(expect.arrayContaining(expected));
});

test.each(with_(/^table\.nft$/))("nft reads %s, in a network namespace of its own", (_, release) => {
  layOut(release);

  expect(read("unshare", ["--net", "nft", "-c", "-f", "table.nft"])).toEqual({ status: 0, said: "" });
});

test("nft refuses a file that is not right: the check above can fail", () => {
  writeFileSync(join(folder, "table.nft"), "table ip x { chain y { type nat hook nowhere priority 0; } }");
  expect(read("unshare", ["--net", "nft", "-c", "-f", "table.nft"]).status).not.toBe(0);
});

test.each(with_(/\.caddy$/))("Caddy reads %s", (_, release, path) => {
  layOut(release);
  const { status, said } = read("caddy", ["adapt", "--adapter", "caddyfile", "--config", path]);
  expect({ status, said: status === 0 ? "" : said }).toEqual({ status: 0, said: "" });
});

test.each(with_(/^ddclient\.conf$/))("ddclient reads %s", (_, release) => {
  layOut(release);
  const { said } = read("ddclient", ["-daemon=0", "-noexec", "-file", join(folder, "ddclient.conf")]);
  expect(said).not.toMatch(/WARNING|FATAL|unable|invalid/i);
});

test.each(with_(/\.yml$/))("Traefik reads %s", async (_, release) => {
  layOut(release);
  const port = 21_000 + Math.floor(Math.random() * 8000);
  const proxy = spawn(
    "traefik",
    [
      `--entrypoints.web.address=127.0.0.1:${port}`,
      `--entrypoints.websecure.address=127.0.0.1:${port + 1}`,
      `--entrypoints.traefik.address=127.0.0.1:${port + 2}`,
      "--api.insecure=true",
      `--providers.file.directory=${folder}`,
      "--certificatesresolvers.letsencrypt.acme.tlschallenge=true",
      `--certificatesresolvers.letsencrypt.acme.storage=${join(folder, "acme.json")}`,
      // Nobody is asked for a certificate: the address answers nothing.
      "--certificatesresolvers.letsencrypt.acme.caserver=http://127.0.0.1:9/",
      "--global.checknewversion=false",
      "--global.sendanonymoususage=false",
    ],
    { stdio: "ignore" },
  );
  try {
    const routersOf = async (kind: "http" | "tcp") => {
      const answer = await fetch(`http://127.0.0.1:${port + 2}/api/${kind}/routers`);
      const all = (await answer.json()) as { name: string; status: string; error?: string[] }[];
      return all.filter((one) => one.name.endsWith("@file"));
    };
    const http = await eventually(async () => {
      const ours = await routersOf("http");
      return ours.length > 0 ? ours : undefined;
    });
    expect(http.length).toBeGreaterThanOrEqual(2);
    const tcp = await routersOf("tcp");
    const wanted = release.files.some(({ content }) => display(content).includes("HostSNI("));
    expect(tcp).toHaveLength(wanted ? 1 : 0);
    expect([...http, ...tcp].filter((one) => one.status !== "enabled")).toEqual([]);
  } finally {
    proxy.kill("SIGKILL");
  }
});

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 100; i++) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error("no answer within 10 s");
}
