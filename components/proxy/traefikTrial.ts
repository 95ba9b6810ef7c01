/**
 * A trial before Traefik's file is replaced: do the entry points and the certificate resolver that the settings name
 * exist there? Pure.
 *
 * Traefik skips a router whose entry point does not exist, and serves its own certificate when the resolver does not; in
 * both cases it only logs an error. A file of its own with nothing but a probe shows it while the routes in force stay.
 */
import { stringify } from "yaml";
import type { Edge } from "../../settings/settings";
import { asksFor, probeAnswer, probePath, sendsAllToHttps, versionOf } from "./loaded";
import { tlsOf } from "./traefikTcp";

export interface TrialOptions {
  readonly instance: string;
  readonly domain: string;
  readonly traefik: Edge["traefik"];
}

const path = `${probePath}/trial`;

/** The file's text: one path, over HTTP and over HTTPS, that tells the file's version. */
export function trialText(options: TrialOptions, version = trialVersion(options)): string {
  const { instance, domain, traefik } = options;
  const name = `parley-${instance}-trial`;
  const router = {
    rule: `Host(\`${domain}\`) && Path(\`${path}\`)`,
    priority: 1000,
    middlewares: [name],
    service: "noop@internal",
  };
  const configuration = {
    http: {
      routers: {
        [`${name}-http`]: { ...router, entryPoints: [traefik.httpEntryPoint] },
        [`${name}-https`]: { ...router, entryPoints: [traefik.httpsEntryPoint], tls: tlsOf(traefik) },
      },
      middlewares: { [name]: { redirectRegex: { regex: "^.*$", replacement: probeAnswer(domain, version) } } },
    },
  };
  return `# Written by Parley, for a few seconds.\n${stringify(configuration, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

const trialVersion = (options: TrialOptions): string => versionOf(trialText(options, ""));

/** Where the file stands during the trial. */
export const trialPlace = ({ instance, traefik }: TrialOptions): string =>
  `${traefik.directory}/parley-${instance}-trial.yml`;

export interface TrialHost {
  readonly http: number;
  readonly https: number;
  /** Until Traefik has certainly read a new file: it gathers changes for two seconds, unless told otherwise. */
  readonly seconds: number;
}

/** Puts the file into Traefik's directory, asks for it on both ports, and takes it away again whatever happens. */
export function trialScript(
  options: TrialOptions,
  file: string,
  { seconds, ...ports }: TrialHost = { http: 80, https: 443, seconds: 15 },
): string {
  const { domain, traefik } = options;
  const place = trialPlace(options);
  const version = trialVersion(options);
  const served = (by: "http" | "https", entryPoint: string): string => `within ${by} || {
  echo "Traefik does not serve a new name on its entry point ${entryPoint}, expected on port ${ports[by]} of this host: see edge.traefik.${by}EntryPoint; it answered:"
  head -n 5 answer
  exit 1
}`;
  return `command -v openssl >/dev/null || { echo "openssl is not installed here: apt-get install openssl"; exit 1; }
trap 'rm -f ${place}' EXIT
trap 'exit 1' TERM INT HUP
began=$(date +%s)
cp ${file} ${place}
# until COMMAND: within the time that Traefik takes to read a file.
within() { until "$@"; do [ $(($(date +%s) - began)) -lt ${seconds} ] || return 1; sleep 0.5; done; }
# Many set Traefik up to send everything to HTTPS at the entry point: then no router for HTTP is asked.
http() { ${asksFor(domain, version, { path, port: ports.http })} || ${sendsAllToHttps({ path, port: ports.http })}; }
https() { ${asksFor(domain, version, { path, port: ports.https, tls: true })}; }
${served("http", traefik.httpEntryPoint)}
${served("https", traefik.httpsEntryPoint)}${traefik.certResolver ? resolverCheck(options, traefik.certResolver) : ""}`;
}

/** Traefik tells it nowhere but in its log; where that is not in the journal, nothing can be said. */
const resolverCheck = ({ instance }: TrialOptions, resolver: string): string => `
# Traefik logs this just after it has taken the file.
sleep 1
if journalctl -q -o cat --since "@$began" _COMM=traefik 2>/dev/null | grep -F 'nonexistent certificate resolver' | grep -qF 'parley-${instance}-trial-https'; then
  echo "Traefik has no certificate resolver ${resolver}: see edge.traefik.certResolver"
  exit 1
fi`;
