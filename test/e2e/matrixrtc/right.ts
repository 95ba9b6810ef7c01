/** What a deployment for the homeserver example.org looks like from the internet side when all is right. */
import type { World } from "../../../lab/world/world";
import { https } from "./https";

/** Element Call's page comes at every address, and its settings name the homeserver and the service that lets people in. */
export async function servesElementCall(world: World, site: string): Promise<void> {
  for (const path of ["/", "/room"]) {
    const { status, body } = await https(world, `${site}${path}`);
    expect([status, body.includes("<title>Element Call</title>")]).toEqual([200, true]);
  }
  expect(JSON.parse((await https(world, `${site}/config.json`)).body)).toMatchObject({
    default_server_config: { "m.homeserver": { base_url: "https://matrix.example.org", server_name: "example.org" } },
    livekit: { livekit_service_url: `${site}/livekit/jwt` },
  });
}

/** What `npm run doctor` says then. @param more steps that not every deployment has */
export function rightVerdicts(more: readonly string[] = []) {
  const web = ["name", "certificate", "redirect", "page", "config.json", "sfu", "jwt", "well-known"];
  const home = ["homeserver", "delayed-events", "transports", "openid", "media-livekit-tcp"];
  const right = Object.fromEntries([...web, ...home, ...more].map((name) => [name, "ok"]));
  // Whether a datagram arrives, LiveKit tells nobody whom it does not know.
  return { code: 0, verdicts: { ...right, "media-livekit": "unknown" } };
}
