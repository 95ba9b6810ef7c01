/** Routes for the reverse proxies: what the files say. */
import { parse } from "yaml";
import { caddyRelease } from "../../components/proxy/caddy";
import { traefikRelease } from "../../components/proxy/traefik";
import type { HttpRoute } from "../../workloads/model";

const web: HttpRoute = {
  host: "meet.example.org",
  path: "/",
  service: "web",
  port: 8000,
  websocket: true,
  stripPrefix: false,
};
const sfu: HttpRoute = {
  ...web,
  path: "/livekit/sfu",
  service: "livekit",
  port: 7880,
  stripPrefix: true,
};
const options = {
  instance: "meet-example-org",
  domain: "meet.example.org",
  routes: [web, sfu],
  targetAddress: "172.16.10.160",
  traefik: {
    directory: "/etc/traefik/dynamic",
    httpEntryPoint: "web",
    httpsEntryPoint: "websecure",
    certResolver: "le",
  },
  caddy: { directory: "/etc/caddy/conf.d" },
};
const content = (release: ReturnType<typeof caddyRelease>) => String(release.files[0]?.content);

test("Traefik: routers, redirect, services", () => {
  const release = traefikRelease(options);
  expect(release.placed).toEqual([
    { file: "parley-meet-example-org.yml", at: "/etc/traefik/dynamic/parley-meet-example-org.yml" },
  ]);
  const { http } = parse(content(release));
  expect(http.routers["parley-meet-example-org-meet-example-org-web"]).toEqual({
    rule: "Host(`meet.example.org`)",
    entryPoints: ["websecure"],
    priority: 101,
    service: "parley-meet-example-org-web-8000",
    tls: { certResolver: "le" },
  });
  const path = http.routers["parley-meet-example-org-meet-example-org-livekit-livekit-sfu"];
  expect(path.priority).toBeGreaterThan(101);
  expect(path.rule).toBe("Host(`meet.example.org`) && (Path(`/livekit/sfu`) || PathPrefix(`/livekit/sfu/`))");
  expect(http.middlewares[path.middlewares[0]]).toEqual({ stripPrefix: { prefixes: ["/livekit/sfu"] } });
  expect(http.services["parley-meet-example-org-web-8000"].loadBalancer).toEqual({
    passHostHeader: true,
    servers: [{ url: "http://172.16.10.160:8000" }],
  });
  expect(http.middlewares["parley-meet-example-org-https"].redirectScheme).toEqual({
    scheme: "https",
    permanent: true,
  });
  const names = [...Object.keys(http.routers), ...Object.keys(http.middlewares), ...Object.keys(http.services)];
  expect(names.every((name) => name.startsWith("parley-meet-example-org-"))).toBe(true);
});

test("Traefik: without a resolver, Traefik finds the certificate itself", () => {
  const release = traefikRelease({ ...options, traefik: { ...options.traefik, certResolver: undefined } });
  expect(parse(content(release)).http.routers["parley-meet-example-org-meet-example-org-web"].tls).toEqual({});
});

test("Traefik: TLS of another name ends there, with a certificate as the site's has, and goes on as plain TCP", () => {
  const turn = { host: "turn.example.org", service: "livekit", port: 5349, title: "TURN over TLS" };
  const { tcp, http } = parse(content(traefikRelease({ ...options, tlsRoutes: [turn] })));
  const name = "parley-meet-example-org-tls-turn-example-org";
  expect(tcp).toEqual({
    routers: {
      [name]: {
        rule: "HostSNI(`turn.example.org`)",
        entryPoints: ["websecure"],
        service: name,
        tls: { certResolver: "le" },
      },
    },
    services: { [name]: { loadBalancer: { servers: [{ address: "172.16.10.160:5349" }] } } },
  });
  expect(JSON.stringify(http)).not.toContain("turn.example.org");
  expect(parse(content(traefikRelease(options)))).not.toHaveProperty("tcp");
  // The check of what is loaded sees it, too.
  expect(traefikRelease({ ...options, tlsRoutes: [turn] }).commands.check).not.toBe(
    traefikRelease(options).commands.check,
  );
});

test("the check knows the version: another port is another version", () => {
  for (const render of [traefikRelease, caddyRelease]) {
    const before = render(options).commands.check;
    const after = render({ ...options, routes: [{ ...web, port: 8001 }] }).commands.check;
    expect(after).not.toBe(before);
    const version = /parley=([0-9a-f]{12})/.exec(before)?.[1] ?? "none";
    expect(content(render(options))).toContain(version);
  }
});
