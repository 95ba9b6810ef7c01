/** Two LiveKits in one container, as the product deploys them: one behind the edge host, one that clients reach past it. */
import { randomBytes } from "node:crypto";
import { livekitReleases } from "../../lab/livekit/alone";
import { Rooms } from "../../lab/livekit/rooms";
import { labMatrixrtc } from "../../lab/stack/labSettings";
import { deploy, undeploy } from "../../lab/world/deploy";
import { nsupdate } from "../../lab/world/records";
import type { World } from "../../lab/world/world";
import { parseSettings } from "../../settings/parse";
import type { MatrixrtcSettings } from "../../settings/settings";
import { formatProblems } from "../../settings/stackFile";
import { paths } from "../../workloads/matrixrtc/common";

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
  work: (behindEdge: Rooms, direct: Rooms) => Promise<T>,
): Promise<T> {
  const { edge, service } = world.addresses;
  const apiSecret = randomBytes(24).toString("hex");
  const lookup = { secret: () => apiSecret, fact: () => "" };
  const behind = { domain: `media.${world.zone}`, address: edge.internet, port: 7890 };
  const direct = { domain: `direct.${world.zone}`, address: service.dmz, port: 7900 };
  const { services, ways } = livekitReleases(settingsOf(world, behind));
  const releases = [services, ...ways, livekitReleases(settingsOf(world, direct)).services];
  const record = `${behind.domain}. A`;
  await nsupdate(world, `update delete ${record}\nupdate add ${behind.domain}. 60 A ${behind.address}`);
  try {
    for (const release of releases) await deploy(world, release, lookup);
    return await work(
      new Rooms(world, { url: `https://${behind.domain}${paths.sfu}`, apiSecret }),
      new Rooms(world, { url: `http://${direct.address}:${direct.port}`, apiSecret }),
    );
  } finally {
    for (const release of releases.reverse()) await undeploy(world, release);
    await nsupdate(world, `update delete ${record}`);
  }
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
