/** The stack's outputs: names, types, meaning. docs/outputs.md is generated from here. */
import { hasOwnHomeserver } from "../settings/homeserver";
import {
  edgeIsService,
  type HostSettings,
  jwtLogin,
  namespaceOf,
  type Settings,
  serviceAddress,
  turnDomain,
} from "../settings/settings";
import { tokenTerms } from "../workloads/jitsi/tokens";
import { newUserCommand } from "../workloads/matrixrtc/ownHomeserver";
import type { MediaPort, Workload } from "../workloads/model";
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
    description:
      "Ports that media needs from the internet; `address` is the public IPv4 address or `dynamic`; in a cluster it may be known only later, see `bridgeAddresses`.",
  },
  turnUrl: {
    type: "string | undefined",
    description: "The TURN server that LiveKit tells its clients of, with `matrixrtc.livekit.turn`.",
  },
  dnsRecords: {
    type: "{ name, zone, type, value, ttl, provider }[]",
    description: "Records, also those that you keep yourself.",
  },
  jwt: {
    type: "{ algorithm, issuer, audience, appId } | undefined",
    description: "What tokens have to say with `login.provider: jwt`; the key is `secrets.jwtAppSecret`.",
  },
  oidcClientId: { type: "string | undefined", description: "Client in the Keycloak realm; absent without `login`." },
  sshTarget: {
    type: "string | undefined",
    description: "`user@host:port` of the service's machine; none in a cluster.",
  },
  homeserverYaml: {
    type: "string | undefined",
    description: "What the homeserver's configuration (Synapse) has to say, with `service: matrixrtc`.",
  },
  wellKnownClient: {
    type: "string | undefined",
    description:
      "What `/.well-known/matrix/client` of the homeserver's name has to say, with `service: matrixrtc`; JSON, with the header `Access-Control-Allow-Origin: *`.",
  },
  wellKnownServer: {
    type: "string | undefined",
    description:
      "What `/.well-known/matrix/server` of the homeserver's name has to say, with `matrixrtc.synapse.serverName`; JSON.",
  },
  newUser: {
    type: "string | undefined",
    description:
      "With `matrixrtc.synapse`: the command that makes a user, to be run on `sshTarget` as root, or where kubectl reaches the cluster. It asks for the name and the password.",
  },
  namespace: { type: "string | undefined", description: "Namespace of the services, with `platform: kubernetes`." },
  bridgeAddresses: {
    type: "Record<string, string> | undefined",
    description:
      "Where clients reach each bridge or LiveKit, by pod, as far as Parley gives the address: `address`, `address#port`, or `#port` on the bridge's node; with `media.nodeAddresses` also each node's (`node.NAME`).",
  },
  releaseId: {
    type: "string | undefined",
    description: "Content hash of the deployed workload release; none in a cluster.",
  },
  releases: { type: "Record<string, string>", description: "Content hash of every release, by name." },
  versions: { type: "Record<string, string>", description: "Image of every service." },
  secrets: {
    type: "Record<string, string>",
    description: "Generated secrets by name, and the key for tokens also when it was given.",
    secret: true,
  },
} as const satisfies Record<string, OutputDescription>;

export type OutputName = keyof typeof outputDescriptions;

/** The outputs that need no deployment. */
export function knownOutputs(
  settings: Settings,
  workload: Workload,
  media: readonly MediaPort[],
  dnsRecords: readonly DnsRecordSpec[],
) {
  const login = jwtLogin(settings);
  const turn = turnDomain(settings);
  const urls = workload.routes.map((route) => `https://${route.host}${route.path}`);
  return {
    url: urls[0] ?? `https://${settings.domain}/`,
    urls,
    mediaEndpoints: mediaEndpoints(settings, media),
    ...(turn === undefined ? {} : { turnUrl: turnUrl(turn) }),
    dnsRecords,
    ...(login ? { jwt: tokenTerms(login) } : {}),
    ...(settings.platform === "kubernetes" ? { namespace: namespaceOf(settings) } : { sshTarget: sshTarget(settings) }),
    ...Object.fromEntries(workload.handovers.map(({ output, text }) => [output, text])),
    ...(settings.service === "matrixrtc" && hasOwnHomeserver(settings) ? { newUser: newUserCommand(settings) } : {}),
    versions: Object.fromEntries(workload.services.map((service) => [service.name, service.image])),
  };
}

/** As LiveKit tells it, whatever port it listens on itself. */
const turnUrl = (domain: string): string => `turns:${domain}:443?transport=tcp`;

export const mediaEndpoints = (settings: Settings, media: readonly MediaPort[]) =>
  media.map(({ name, protocol, port, endPort }) => ({
    name,
    protocol,
    port,
    ...(endPort === undefined ? {} : { endPort }),
    address: mediaAddress(settings),
  }));

function mediaAddress(settings: Settings): string {
  if (settings.platform === "kubernetes") {
    const { address, expose } = settings.kubernetes.media;
    return address ?? (expose === "loadBalancer" ? "load balancer" : "node");
  }
  return settings.dns?.address ?? (edgeIsService(settings) ? serviceAddress(settings) : settings.edge.host);
}

const sshTarget = (settings: HostSettings): string =>
  settings.platform === "host" && settings.host.address === "localhost"
    ? "localhost"
    : `${settings.ssh.user}@${serviceAddress(settings)}:${settings.ssh.port}`;
