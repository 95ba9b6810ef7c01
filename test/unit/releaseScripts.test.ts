/** Every command of every release is a script that a host's shell can read, and rendering is repeatable. */
import { spawnSync } from "node:child_process";
import { dockerRelease } from "../../components/compose/dockerRelease";
import { dynamicDnsRelease } from "../../components/dns/ddclient";
import { dnatRelease } from "../../components/firewall/nftables";
import { caddyRelease } from "../../components/proxy/caddy";
import { traefikRelease } from "../../components/proxy/traefik";
import type { Release } from "../../components/remote/release";
import { deployOf } from "../../lab/world/packed";
import { agentScript } from "../../provider/release/agent";
import { display } from "../../workloads/value";

const instance = "meet-example-org";
const domain = "meet.example.org";
const loopia = { provider: "loopia", zone: "example.org", address: "dynamic", ttl: 300, user: "someone" } as const;
const rfc2136 = {
  provider: "rfc2136",
  zone: "example.org",
  address: "dynamic",
  ttl: 300,
  server: "ns.example.org",
  port: 5353,
  keyName: "parley",
  keyAlgorithm: "hmac-sha256",
} as const;
const route = {
  host: domain,
  path: "/",
  service: "web",
  port: 8000,
  websocket: true,
  stripPrefix: false,
};
const site = { instance, domain, routes: [route], targetAddress: "172.16.10.160" };
const media = [{ name: "media", service: "jvb", protocol: "udp", port: 10000 }] as const;
const dnat = { instance, interface: "eth0", target: "172.16.10.160", media, hairpin: true };

const releases: Record<string, Release> = {
  "docker, install": dockerRelease({ instance, install: true }),
  "docker, check only": dockerRelease({ instance, install: false }),
  "ddns, loopia": dynamicDnsRelease({ instance, domain, interface: "eth0", dns: loopia }),
  "ddns, rfc2136": dynamicDnsRelease({ instance, domain, interface: "eth0", dns: rfc2136 }),
  dnat: dnatRelease(dnat),
  "dnat, forward chain": dnatRelease({ ...dnat, forwardChain: "inet filter forward" }),
  traefik: traefikRelease({
    ...site,
    traefik: { directory: "/etc/traefik/dynamic", httpEntryPoint: "web", httpsEntryPoint: "websecure" },
  }),
  caddy: caddyRelease({ ...site, caddy: { directory: "/etc/caddy/conf.d" } }),
};

/** Every shell text: commands, and files that are scripts. */
const scripts = Object.entries(releases).flatMap(([name, release]) => [
  ...Object.entries(release.commands).map(([command, script]): [string, string] => [
    `${name}: ${command}`,
    `set -eu\n${script}\n`,
  ]),
  ...release.files
    .filter((file) => file.path.endsWith(".sh"))
    .map((file): [string, string] => [`${name}: ${file.path}`, display(file.content)]),
  [`${name}: deploy`, deployOf(release)] as [string, string],
]);

test.each([...scripts, ["agent", agentScript]])("%s", (_, script) => {
  expect(spawnSync("sh", ["-n"], { input: script, encoding: "utf8" }).stderr).toBe("");
});

test("the same options give the same releases", () => {
  expect(JSON.stringify(dnatRelease(dnat))).toBe(JSON.stringify(dnatRelease({ ...dnat })));
  expect(JSON.stringify(caddyRelease({ ...site, caddy: { directory: "/x" } }))).toBe(
    JSON.stringify(caddyRelease({ ...site, caddy: { directory: "/x" } })),
  );
});
