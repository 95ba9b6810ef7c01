/** A simulated homeserver: knows whose OpenID tokens are whose, and what was done with its delayed events. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Identity } from "../../../lab/world/authority";

export class Homeserver {
  /** `ACTION ID`, as they came. */
  readonly actions: string[] = [];
  /** Token → user. */
  readonly users: Record<string, string> = {};

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start({ cert, key }: Identity): Promise<Homeserver> {
    const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const made = new Homeserver(server, (server.address() as AddressInfo).port);
    server.on("request", (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "https://homeserver");
      const [status, body] = made.answer(request.method ?? "", pathname, searchParams.get("access_token") ?? "");
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    return made;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(method: string, path: string, token: string): [number, object] {
    if (path === "/_matrix/federation/v1/openid/userinfo") {
      const sub = this.users[token];
      return sub === undefined ? [401, { errcode: "M_UNKNOWN_TOKEN" }] : [200, { sub }];
    }
    const event = path.match(/^\/_matrix\/client\/unstable\/org\.matrix\.msc4140\/delayed_events\/([^/]+)\/(\w+)$/);
    if (method !== "POST" || event === null) return [404, { errcode: "M_UNRECOGNIZED" }];
    this.actions.push(`${event[2]} ${event[1]}`);
    return event[1] === "gone" ? [404, { errcode: "M_NOT_FOUND" }] : [200, {}];
  }
}
