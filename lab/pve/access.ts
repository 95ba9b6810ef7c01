/** Who asks: an API token, or a ticket that a password was given for. */
import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { PveConfig } from "./config";
import { Failure, forbidden } from "./failure";
import type { Parameters } from "./router";

const root = "root@pam";

export class Access {
  private readonly tickets = new Map<string, string>();

  constructor(private readonly config: Pick<PveConfig, "token" | "password">) {}

  /** Logs in with a password. */
  login({ username, password }: Parameters) {
    if (username !== root || password !== this.config.password) throw new Failure(401, "authentication failure");
    const ticket = `PVE:${root}:${randomBytes(16).toString("hex")}`;
    const csrf = randomBytes(16).toString("hex");
    this.tickets.set(ticket, csrf);
    return { username, ticket, CSRFPreventionToken: csrf, cap: {} };
  }

  /** The user of a request. */
  user(method: string, headers: IncomingHttpHeaders): string {
    const token = headers.authorization?.replace(/^PVEAPIToken[= ]/, "");
    if (token !== undefined) {
      if (token !== this.config.token) throw new Failure(401, "invalid token value!");
      return token.slice(0, token.indexOf("="));
    }
    const cookie = /(?:^|;\s*)PVEAuthCookie=([^;]+)/.exec(headers.cookie ?? "")?.[1];
    if (cookie === undefined) throw new Failure(401, "No ticket");
    const csrf = this.tickets.get(decodeURIComponent(cookie));
    if (csrf === undefined) throw new Failure(401, "permission denied - invalid PVE ticket");
    if (method !== "GET" && headers.csrfpreventiontoken !== csrf) {
      throw new Failure(401, "Permission denied - invalid csrf token");
    }
    return root;
  }
}

/** Some things only root@pam itself may do; a token of root@pam may not. */
export function onlyRoot(user: string, what: string): void {
  if (user !== root) throw forbidden(`${what} is only allowed for ${root}`);
}
