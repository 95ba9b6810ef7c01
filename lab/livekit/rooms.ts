/** Rooms of a LiveKit in the lab, opened as lk-jwt-service opens them, and tokens to get into them. */
import { AccessToken, type VideoGrant } from "livekit-server-sdk";
import { apiKey } from "../../workloads/matrixrtc/common";
import type { World } from "../world/world";

export interface RoomsPlace {
  /** Where LiveKit's signalling is, as HTTP. */
  readonly url: string;
  readonly apiSecret: string;
  /** For a name that has no record: `name:port:address`. */
  readonly resolve?: string;
}

export class Rooms {
  constructor(
    private readonly world: World,
    readonly place: RoomsPlace,
  ) {}

  /** What somebody shows who may do this. */
  token(grant: VideoGrant, identity?: string): Promise<string> {
    const token = new AccessToken(apiKey, this.place.apiSecret, { ttl: "10m", ...(identity ? { identity } : {}) });
    token.addGrant(grant);
    return token.toJwt();
  }

  /** From where clients are. */
  async open(room: string): Promise<void> {
    const { url, resolve } = this.place;
    const request = ["curl", "-sS", "-k", "-m", "10", "--fail-with-body", ...(resolve ? ["--resolve", resolve] : [])];
    const headers = ["-H", "@-", "-H", "Content-Type: application/json"];
    const body = ["-d", JSON.stringify({ name: room }), `${url}/twirp/livekit.RoomService/CreateRoom`];
    const { code, stdout, stderr } = await this.world.exec("client", [...request, ...headers, ...body], {
      input: `Authorization: Bearer ${await this.token({ roomCreate: true })}\n`,
    });
    if (code !== 0) throw new Error(`the room ${room} was not opened: ${stdout}${stderr}`);
  }
}
