/** A lab with LiveKit in container 160, put there by the product's own releases. */
import { randomBytes } from "node:crypto";
import { AccessToken } from "livekit-server-sdk";
import { dockerRelease } from "../../../components/compose/dockerRelease";
import { composeRelease } from "../../../components/compose/render";
import { dnatRelease } from "../../../components/firewall/nftables";
import { traefikRelease } from "../../../components/proxy/traefik";
import { deploy } from "../../../lab/world/deploy";
import { apiKey, paths } from "../../../workloads/matrixrtc/common";
import { container, firewall, node, TestLab } from "../world/testLab";
import { livekit } from "./livekit";

export const host = "call.example.org";
/** Where participants reach LiveKit. */
export const signalling = `wss://${host}${paths.sfu}`;
const instance = "call-example-org";

export class CallLab {
  private constructor(
    readonly lab: TestLab,
    private readonly apiSecret: string,
  ) {}

  static async up(name: string): Promise<CallLab> {
    const made = new CallLab(await TestLab.up(name, ["livekit"]), randomBytes(24).toString("hex"));
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
    const workload = livekit(host, firewall);
    const options = {
      instance,
      domain: host,
      hostAddress: container,
      timeZone: "Europe/Stockholm",
      rotations: {},
      dynamicAddress: false,
    };
    const traefik = { directory: "/etc/traefik/dynamic", httpEntryPoint: "web", httpsEntryPoint: "websecure" };
    const { media, routes } = workload;
    const releases = [
      dockerRelease({ instance, install: true }),
      composeRelease(workload, options),
      dnatRelease({ instance, interface: "eth0", target: container, media, hairpin: true }),
      traefikRelease({ instance, domain: host, routes, targetAddress: container, traefik }),
    ];
    const lookup = { secret: () => this.apiSecret, fact: () => firewall };
    for (const release of releases) await deploy(this.lab.world, release, lookup);
  }

  /** What a participant shows to get into a room. */
  token(identity: string, room: string): Promise<string> {
    const token = new AccessToken(apiKey, this.apiSecret, { identity, ttl: "10m" });
    token.addGrant({ room, roomJoin: true });
    return token.toJwt();
  }

  /** Opens a room, as lk-jwt-service does: through the route, from where clients are. */
  async open(room: string): Promise<void> {
    const token = new AccessToken(apiKey, this.apiSecret, { ttl: "10m" });
    token.addGrant({ roomCreate: true });
    const url = `https://${host}${paths.sfu}/twirp/livekit.RoomService/CreateRoom`;
    const request = ["curl", "-sS", "-k", "-m", "10", "--fail-with-body", "--resolve", `${host}:443:${firewall}`];
    const headers = ["-H", "@-", "-H", "Content-Type: application/json"];
    const { code, stdout, stderr } = await this.lab.world.exec(
      "client",
      [...request, ...headers, "-d", JSON.stringify({ name: room }), url],
      { input: `Authorization: Bearer ${await token.toJwt()}\n` },
    );
    if (code !== 0) throw new Error(`the room ${room} was not opened: ${stdout}${stderr}`);
  }

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
