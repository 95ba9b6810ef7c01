/** A homeserver's APIs, asked from the lab's client host, whose certificate is checked. Secrets go through standard input. */
import { createHmac } from "node:crypto";
import type { World } from "../world/world";
import type { HomeserverName } from "./config";

export interface MatrixUser {
  /** `@name:server`. */
  readonly id: string;
  readonly device: string;
  readonly accessToken: string;
}

/** What a client hands to others to show who its user is (Matrix client-server API, "OpenID"). */
export interface OpenIdToken {
  readonly access_token: string;
  readonly token_type: string;
  readonly matrix_server_name: string;
  readonly expires_in: number;
}

export interface MatrixAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Type of the state events with which users say that they are in a call (MSC3401, as Element Call 0.24 has them). */
const callMember = "org.matrix.msc3401.call.member";

export class MatrixApi {
  readonly name: string;
  readonly baseUrl: string;

  constructor(
    private readonly world: World,
    { name, host }: HomeserverName,
    private readonly authority: string,
    /** Of a homeserver whose users are made here. */
    private readonly registrationSecret = "",
  ) {
    this.name = name;
    this.baseUrl = `https://${host}`;
  }

  async answers(): Promise<boolean> {
    return (await this.ask("GET", "/_matrix/client/versions")).status === 200;
  }

  /** A new user, logged in. */
  async register(username: string): Promise<MatrixUser> {
    const path = "/_synapse/admin/v1/register";
    const { nonce } = await this.must("GET", path);
    const password = username;
    const mac = createHmac("sha1", this.registrationSecret)
      .update([nonce, username, password, "notadmin"].join("\0"))
      .digest("hex");
    const made = await this.must("POST", path, { nonce, username, password, mac, admin: false });
    return { id: String(made.user_id), device: String(made.device_id), accessToken: String(made.access_token) };
  }

  /** A user that is there. */
  async logIn(username: string, password: string): Promise<MatrixUser> {
    const identifier = { type: "m.id.user", user: username };
    const body = { type: "m.login.password", identifier, password };
    const made = await this.must("POST", "/_matrix/client/v3/login", body);
    return { id: String(made.user_id), device: String(made.device_id), accessToken: String(made.access_token) };
  }

  async openIdToken(user: MatrixUser): Promise<OpenIdToken> {
    const path = `/_matrix/client/v3/user/${encodeURIComponent(user.id)}/openid/request_token`;
    return (await this.must("POST", path, {}, user)) as unknown as OpenIdToken;
  }

  /** A room that everybody may join and call in. */
  async createRoom(user: MatrixUser): Promise<string> {
    const power_level_content_override = { events: { [callMember]: 0 } };
    const body = { preset: "public_chat", power_level_content_override };
    return String((await this.must("POST", "/_matrix/client/v3/createRoom", body, user)).room_id);
  }

  /** Path of the state that says that a user is in a room's call. */
  callMemberPath = (room: string, { id, device }: MatrixUser): string =>
    `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/state/${callMember}/${encodeURIComponent(`_${id}_${device}`)}`;

  /** The body of an answer that has to be good. */
  async must(method: string, path: string, body?: object, user?: MatrixUser): Promise<MatrixAnswer["body"]> {
    const answer = await this.ask(method, path, body, user);
    if (answer.status === 200) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  async ask(method: string, path: string, body?: object, user?: MatrixUser): Promise<MatrixAnswer> {
    const input = [
      ...(user ? [`header = "Authorization: Bearer ${user.accessToken}"`] : []),
      ...(body ? [`data = ${JSON.stringify(JSON.stringify(body))}`] : []),
    ].join("\n");
    const options = [
      "-sS",
      "-m",
      "10",
      "--cacert",
      this.authority,
      "-X",
      method,
      "-w",
      "\n%{http_code}",
      "--config",
      "-",
    ];
    const { code, stdout, stderr } = await this.world.exec("client", ["curl", ...options, `${this.baseUrl}${path}`], {
      input,
    });
    if (code !== 0) throw new Error(`${method} ${path}: ${stderr.trim()}`);
    const at = stdout.lastIndexOf("\n");
    return { status: Number(stdout.slice(at + 1)), body: JSON.parse(stdout.slice(0, at) || "{}") };
  }
}
