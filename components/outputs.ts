/** The stack's outputs: names, types, meaning. docs/outputs.md is generated from here. */
import { edgeIsService, type Settings, serviceAddress } from "../settings/settings";
import type { Workload } from "../workloads/model";
import type { DnsRecordSpec } from "./planned";

export interface OutputDescription {
  readonly type: string;
  readonly description: string;
  /** Marked secret in the state; `pulumi stack output` needs `--show-secrets`. */
  readonly secret?: boolean;
}

export const outputDescriptions = {
  url: { type: "string", description: "Where people go." },
  urls: { type: "string[]", description: "Every HTTPS address that the reverse proxy routes to this service." },
  mediaEndpoints: {
    type: "{ name, protocol, port, endPort?, address }[]",
    description: "Ports that media needs from the internet; `address` is the public IPv4 address or `dynamic`.",
  },
  dnsRecords: {
    type: "{ name, zone, type, value, ttl, provider }[]",
    description: "Records, also those that you keep yourself.",
  },
  oidcClientId: { type: "string | undefined", description: "Client in the Keycloak realm; absent without `login`." },
  sshTarget: { type: "string", description: "`user@host:port` of the service's machine." },
  releaseId: { type: "string", description: "Content hash of the deployed workload release." },
  releases: { type: "Record<string, string>", description: "Content hash of every release, by name." },
  versions: { type: "Record<string, string>", description: "Image of every service." },
  secrets: { type: "Record<string, string>", description: "Generated secrets by name.", secret: true },
} as const satisfies Record<string, OutputDescription>;

export type OutputName = keyof typeof outputDescriptions;

/** The outputs that need no deployment. */
export function knownOutputs(settings: Settings, workload: Workload, dnsRecords: readonly DnsRecordSpec[]) {
  const urls = workload.routes.map((route) => `https://${route.host}${route.path}`);
  return {
    url: urls[0] ?? `https://${settings.domain}/`,
    urls,
    mediaEndpoints: workload.media.map(({ name, protocol, port, endPort }) => ({
      name,
      protocol,
      port,
      ...(endPort === undefined ? {} : { endPort }),
      address: settings.dns?.address ?? (edgeIsService(settings) ? serviceAddress(settings) : settings.edge.host),
    })),
    dnsRecords,
    sshTarget: sshTarget(settings),
    versions: Object.fromEntries(workload.services.map((service) => [service.name, service.image])),
  };
}

const sshTarget = (settings: Settings): string =>
  settings.platform === "host" && settings.host.address === "localhost"
    ? "localhost"
    : `${settings.ssh.user}@${serviceAddress(settings)}:${settings.ssh.port}`;
