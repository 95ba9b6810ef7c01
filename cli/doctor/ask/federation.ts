/** Asks a homeserver as other servers do: by its `/.well-known/matrix/server`, else on port 8448; SRV records are not followed. */
import type { FederationAnswer } from "../question";
import { askHttp, respond } from "./http";
import { failureOf, Unanswered, type Ways } from "./ways";

export async function askFederation(name: string, path: string, ways: Ways): Promise<FederationAnswer> {
  const place = (await delegated(name, ways)) ?? `${name}:8448`;
  try {
    const answer = await respond({ ask: "http", url: `https://${place}${path}`, verify: true }, ways);
    return { to: "federation", place, ...answer };
  } catch (error) {
    throw new Unanswered(failureOf(error), place);
  }
}

async function delegated(name: string, ways: Ways): Promise<string | undefined> {
  const url = `https://${name}/.well-known/matrix/server`;
  try {
    const { status, body } = await askHttp({ ask: "http", url, follow: true, verify: true }, ways);
    const said: unknown = status === 200 ? JSON.parse(body) : undefined;
    const place = typeof said === "object" && said !== null && "m.server" in said ? said["m.server"] : undefined;
    if (typeof place !== "string" || !/^[a-z0-9.-]+(:\d{1,5})?$/i.test(place)) return undefined;
    return place.includes(":") ? place : `${place}:8448`;
  } catch {
    // Whoever cannot read it goes on as if there were none (Matrix' server-server API, resolving server names).
    return undefined;
  }
}
