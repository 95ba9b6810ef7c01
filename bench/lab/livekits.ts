/** Two LiveKits in one container, as the product deploys them: one behind the edge host, one that clients reach past it. */
import { randomBytes } from "node:crypto";
import { AccessToken, type VideoGrant } from "livekit-server-sdk";
import { composeRelease } from "../../components/compose/render";
import { dnatRelease } from "../../components/firewall/nftables";
import { traefikRelease } from "../../components/proxy/traefik";
import type { Release } from "../../components/remote/release";
import { labMatrixrtc } from "../../lab/stack/labSettings";
import { deploy, undeploy } from "../../lab/world/deploy";
import { nsupdate } from "../../lab/world/records";
import type { World } from "../../lab/world/world";
import { parseSettings } from "../../settings/parse";
import { instanceOf, type MatrixrtcSettings } from "../../settings/settings";
import { formatProblems } from "../../settings/stackFile";
import { matrixrtc } from "../../workloads/matrixrtc";
import { apiKey, paths } from "../../workloads/matrixrtc/common";

export interface Livekit {
  /** Where signalling is, as HTTP. */
  readonly url: string;
  token(identity: string, grant: VideoGrant): Promise<string>;
}

interface Placed {
  readonly domain: string;
  /** What clients are told to send media to. */
  readonly address: string;
  /** First of three ports. */
  readonly port: number;
}

/** Does something while both are there; whatever was made for them goes. */
export async function withLivekits<T>(
  world: World,
  work: (behindEdge: Livekit, direct: Livekit) => Promise<T>,
): Promise<T> {
  const { edge, service } = world.addresses;
  const secret = randomBytes(24).toString("hex");
  const lookup = { secret: () => secret, fact: () => "" };
  const behind = { domain: `media.${world.zone}`, address: edge.internet, port: 7890 };
  const direct = { domain: `direct.${world.zone}`, address: service.dmz, port: 7900 };
  const releases = [services(world, behind), ...ways(world, behind), services(world, direct)];
  const token = (identity: string, grant: VideoGrant) => {
    const made = new AccessToken(apiKey, secret, { identity, ttl: "10m" });
    made.addGrant(grant);
    return made.toJwt();
  };
  const record = `${behind.domain}. A`;
  await nsupdate(world, `update delete ${record}\nupdate add ${behind.domain}. 60 A ${behind.address}`);
  try {
    for (const release of releases) await deploy(world, release, lookup);
    return await work(
      { url: `https://${behind.domain}${paths.sfu}`, token },
      { url: `http://${direct.address}:${direct.port}`, token },
    );
  } finally {
    for (const release of releases.reverse()) await undeploy(world, release);
    await nsupdate(world, `update delete ${record}`);
  }
}

/** LiveKit alone: nobody here asks the other services. */
function livekitOf(world: World, placed: Placed) {
  const settings = settingsOf(world, placed);
  const whole = matrixrtc(settings);
  return {
    instance: instanceOf(settings),
    workload: {
      ...whole,
      services: whole.services.filter(({ name }) => name === "livekit"),
      routes: whole.routes.filter(({ service }) => service === "livekit"),
    },
  };
}

function settingsOf(world: World, { domain, address, port }: Placed): MatrixrtcSettings {
  const raw = labMatrixrtc(world);
  const section = raw.matrixrtc as { livekit: object };
  const given = {
    ...raw,
    domain,
    dns: { provider: "manual", zone: world.zone, address },
    matrixrtc: {
      ...section,
      ports: { sfu: port },
      livekit: { ...section.livekit, turn: undefined, tcpPort: port + 1, udpPort: port + 2 },
    },
  };
  const parsed = parseSettings(given, { needCredentials: false });
  if ("problems" in parsed) throw new Error(formatProblems(parsed.problems, domain));
  if (parsed.settings.service !== "matrixrtc") throw new Error(`${domain} is not for MatrixRTC`);
  return parsed.settings;
}

function services(world: World, placed: Placed): Release {
  const { instance, workload } = livekitOf(world, placed);
  const options = { hostAddress: world.addresses.service.dmz, timeZone: "Etc/UTC", rotations: {} };
  return composeRelease(workload, { instance, domain: placed.domain, dynamicAddress: false, ...options });
}

/** Media and signalling through the edge host. */
function ways(world: World, placed: Placed): Release[] {
  const { instance, workload } = livekitOf(world, placed);
  const target = world.addresses.service.dmz;
  const { media } = workload;
  const routes = workload.routes.map((route) => ({ ...route, port: placed.port }));
  const traefik = { directory: "/etc/traefik/dynamic", httpEntryPoint: "web", httpsEntryPoint: "websecure" };
  return [
    dnatRelease({ instance, interface: "eth0", target, media, hairpin: true }),
    traefikRelease({ instance, domain: placed.domain, routes, targetAddress: target, traefik }),
  ];
}
