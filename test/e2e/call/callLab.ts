/** A lab with LiveKit in container 160, put there by the product's own releases. */
import { randomBytes } from "node:crypto";
import { dockerRelease } from "../../../components/compose/dockerRelease";
import { livekitReleases } from "../../../lab/livekit/alone";
import { Rooms } from "../../../lab/livekit/rooms";
import { deploy } from "../../../lab/world/deploy";
import { paths } from "../../../workloads/matrixrtc/common";
import { firewall, node, TestLab } from "../world/testLab";
import { livekit } from "./livekit";

export const host = "call.example.org";
/** Where participants reach LiveKit. */
export const signalling = `wss://${host}${paths.sfu}`;
const instance = "call-example-org";

export class CallLab {
  private readonly rooms: Rooms;

  private constructor(
    readonly lab: TestLab,
    private readonly apiSecret: string,
  ) {
    const url = `https://${host}${paths.sfu}`;
    this.rooms = new Rooms(lab.world, { url, apiSecret, resolve: `${host}:443:${firewall}` });
  }

  static async up(name: string): Promise<CallLab> {
    const made = new CallLab(
      await TestLab.up(name, { images: ["livekit"], docker: true }),
      randomBytes(24).toString("hex"),
    );
    try {
      await made.furnish();
    } catch (error) {
      await made.down();
      throw error;
    }
    return made;
  }

  private async furnish(): Promise<void> {
    await otherRouter(this.lab);
    for (const [path, parameters] of [
      [`${node}/storage/local/download-url`, this.lab.download()],
      [`${node}/lxc`, this.lab.wanted()],
    ] as const) {
      const exit = await this.lab.post(path, parameters);
      if (exit !== "OK") throw new Error(`${path}: ${exit}`);
    }
    await this.lab.answers();
    await this.deploy();
  }

  /** As a deployment puts them in force, in its order. */
  private async deploy(): Promise<void> {
    const { services, ways } = livekitReleases(livekit(host, firewall));
    const releases = [dockerRelease({ instance, install: true }), services, ...ways];
    const lookup = { secret: () => this.apiSecret, fact: () => firewall };
    for (const release of releases) await deploy(this.lab.world, release, lookup);
  }

  /** What a participant shows to get into a room. */
  token = (identity: string, room: string): Promise<string> => this.rooms.token({ room, roomJoin: true }, identity);

  /** Opens a room through the route. */
  open = (room: string): Promise<void> => this.rooms.open(room);

  down = (): Promise<void> => this.lab.down();
}

/** Routers that give what they masquerade random ports are common: without a rule of ours, media would leave from one. */
async function otherRouter(lab: TestLab): Promise<void> {
  const rules = `flush chain ip nat postrouting
add rule ip nat postrouting ip saddr ${lab.world.addresses.dmz.network} oifname "eth0" masquerade fully-random
`;
  const { code, stderr } = await lab.world.exec(101, ["nft", "-f", "-"], { input: rules });
  if (code !== 0) throw new Error(stderr);
}
