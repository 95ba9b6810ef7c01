/** Which handler answers which request. */
import { Failure } from "./failure";

export type Parameters = Readonly<Record<string, string>>;

export interface Call {
  /** What stands in the path for `{name}`. */
  readonly part: (name: string) => string;
  readonly parameters: Parameters;
  /** `root@pam`, or with a token `root@pam!lab`: to the API these are not the same. */
  readonly user: string;
}

export type Handler = (call: Call) => unknown;

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: Handler;
}

export class Router {
  private readonly routes: Route[] = [];

  /** Adds a route; `{name}` in the path is any one part of it. */
  on(method: string, path: string, handler: Handler): void {
    const pattern = new RegExp(`^${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
    this.routes.push({ method, pattern, handler });
  }

  async answer(method: string, path: string, call: Omit<Call, "part">): Promise<unknown> {
    for (const route of this.routes) {
      const found = route.method === method ? route.pattern.exec(path) : null;
      if (found) return route.handler({ ...call, part: (name) => decodeURIComponent(found.groups?.[name] ?? "") });
    }
    throw new Failure(501, `Method '${method} ${path}' not implemented`);
  }
}
