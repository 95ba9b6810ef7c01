/** The service's routes for Traefik v3, of HTTP and of other TLS: one file for its file provider. Pure. */
import { stringify } from "yaml";
import type { Edge } from "../../settings/settings";
import type { HttpRoute } from "../../workloads/model";
import type { Release } from "../remote/release";
import { bySpecificity, loadedCheck, prefixOf, probeAnswer, probePath, type RouteOptions, versionOf } from "./loaded";
import { tcpConfiguration, tlsOf } from "./traefikTcp";
import { trialPlace, trialScript, trialText } from "./traefikTrial";

/** File, place and check for the edge host. Traefik watches the directory: nothing has to be restarted. */
export function traefikRelease(options: RouteOptions & { readonly traefik: Edge["traefik"] }): Release {
  const { instance, domain, traefik } = options;
  const version = versionOf(dynamicConfiguration(options, ""));
  const file = `parley-${instance}.yml`;
  const trial = "trial.yml";
  return {
    instance,
    name: "route",
    host: "edge",
    title: "HTTPS route to the service (Traefik)",
    files: [
      { path: file, content: traefikText(options, version), mode: 0o644 },
      { path: trial, content: trialText(options), mode: 0o644 },
    ],
    placed: [{ file, at: `${traefik.directory}/${file}` }],
    commands: {
      validate: trialScript(options, trial),
      activate: ": Traefik sees the file by itself",
      // By HTTPS: an entry point for HTTP may send everything there before it looks at any router.
      check: loadedCheck(domain, version, { port: 443, tls: true }),
      // The trial's file is there only after a trial that was killed. Traefik sees by itself what is gone.
      deactivate: `rm -f ${trialPlace(options)}`,
      observe: "",
    },
    checkSeconds: 30,
  };
}

/** The file's text. */
export function traefikText(
  options: RouteOptions & { readonly traefik: Edge["traefik"] },
  version = versionOf(dynamicConfiguration(options, "")),
): string {
  return `# Written by Parley. Change it there, not here.\n${stringify(dynamicConfiguration(options, version), { lineWidth: 0 })}`;
}

function dynamicConfiguration(options: RouteOptions & { readonly traefik: Edge["traefik"] }, version: string) {
  const { instance, domain, targetAddress, traefik } = options;
  const name = (suffix: string) => `parley-${instance}-${suffix}`;
  const routes = bySpecificity(options.routes);
  const hosts = [...new Set([domain, ...routes.map((route) => route.host)])];
  const https = routes.map((route) => [
    name(nameOf(route)),
    {
      rule: ruleOf(route),
      entryPoints: [traefik.httpsEntryPoint],
      // Said, not left to the length of the rule: other people's files may have rules for this host, too.
      priority: 100 + route.path.length,
      ...(strips(route) ? { middlewares: [name(`strip-${nameOf(route)}`)] } : {}),
      service: name(backendOf(route)),
      tls: tlsOf(traefik),
    },
  ]);
  // A router needs a service, also when its middleware answers every request.
  const plain = (rule: string, priority: number, middleware: string) => ({
    rule,
    entryPoints: [traefik.httpEntryPoint],
    priority,
    middlewares: [name(middleware)],
    service: "noop@internal",
  });
  return {
    http: {
      routers: {
        ...Object.fromEntries(https),
        [name("http")]: plain(hosts.map((host) => `Host(\`${host}\`)`).join(" || "), 100, "https"),
        [name("loaded")]: {
          ...plain(`Host(\`${domain}\`) && Path(\`${probePath}\`)`, 1000, "loaded"),
          entryPoints: [traefik.httpsEntryPoint],
          tls: {},
        },
      },
      middlewares: {
        [name("https")]: { redirectScheme: { scheme: "https", permanent: true } },
        [name("loaded")]: { redirectRegex: { regex: "^.*$", replacement: probeAnswer(domain, version) } },
        ...Object.fromEntries(
          routes
            .filter(strips)
            .map((route) => [name(`strip-${nameOf(route)}`), { stripPrefix: { prefixes: [prefixOf(route)] } }]),
        ),
      },
      services: Object.fromEntries(
        routes.map((route) => [
          name(backendOf(route)),
          {
            loadBalancer: {
              passHostHeader: true,
              // No health check: there is no other server to turn to, and it would keep this one out after it is back.
              servers: [{ url: `http://${targetAddress}:${route.port}` }],
            },
          },
        ]),
      ),
    },
    ...tcpConfiguration(options, name),
  };
}

const strips = (route: HttpRoute): boolean => route.stripPrefix && prefixOf(route) !== "";
const backendOf = (route: HttpRoute): string => `${route.service}-${route.port}`;

/** Unique within the file: the service, and the path where it is not everything. */
const nameOf = (route: HttpRoute): string =>
  [route.host, route.service, ...prefixOf(route).split("/").filter(Boolean)].join("-").replace(/[^A-Za-z0-9-]/g, "-");

/** `/sfu` is `/sfu` and everything below it, not `/sfux`. */
function ruleOf(route: HttpRoute): string {
  const path = prefixOf(route);
  const host = `Host(\`${route.host}\`)`;
  return path === "" ? host : `${host} && (Path(\`${path}\`) || PathPrefix(\`${path}/\`))`;
}
