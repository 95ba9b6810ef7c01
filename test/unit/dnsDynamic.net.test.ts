/** ddclient's DynDNS protocol, as Loopia speaks it, against a server in this test: what reaches the server. Needs `ddclient`. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { dynamicDnsRelease } from "../../components/dns/ddclient";
import { resolve } from "../../workloads/value";

const dns = { provider: "loopia", zone: "example.org", address: "dynamic", ttl: 300, user: "someone" } as const;
const state = "/var/lib/parley/meet-example-org/ddns/current";

test("any password reaches the server as it is, and appears nowhere else", async () => {
  const directory = mkdtempSync(join(tmpdir(), "parley-ddclient-"));
  const password = `pa'ss #x,\\y"z$w%`;
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const [, basic = ""] = (request.headers.authorization ?? "").split(" ");
    seen.push(`${request.url} ${Buffer.from(basic, "base64").toString()}`);
    response.end("good\n");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const [name = "eth0"] =
    Object.entries(networkInterfaces()).find(([, list]) => list?.some((a) => a.family === "IPv4" && !a.internal)) ?? [];
  const release = dynamicDnsRelease({ instance: "meet-example-org", dns, domain: "meet.example.org", interface: name });
  const file = release.files[0];
  const content = resolve(file?.content ?? "", { secret: () => password, fact: () => "" })
    .replaceAll(state, directory)
    // The test's server speaks plain HTTP on a port of its own.
    .replace("ssl=yes", "ssl=no")
    .replace("dyndns.loopia.se", `127.0.0.1:${(server.address() as AddressInfo).port}`);
  writeFileSync(join(directory, "ddclient.conf"), content, { mode: file?.mode ?? 0 });
  const child = spawn("ddclient", ["-daemon=0", "-file", join(directory, "ddclient.conf")]);
  let out = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      out += chunk;
    });
  }
  expect(await new Promise((done) => child.on("close", done))).toBe(0);
  server.close();
  rmSync(directory, { recursive: true, force: true });
  expect(out).toContain("SUCCESS");
  expect(out).not.toContain("pa'ss");
  expect(seen).toEqual([
    expect.stringMatching(
      /^\/nic\/update\?system=dyndns&hostname=meet\.example\.org&myip=[\d.]+ someone:pa'ss #x,\\y"z\$w%$/,
    ),
  ]);
});
