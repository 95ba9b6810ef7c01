/** What a client on the internet side of the lab is served. */
import { eventually } from "../../lab/world/wait";
import type { World } from "../../lab/world/world";

/**
 * Throws unless the start page, over HTTPS through the edge host, carries the title: then the run does not count.
 * A name that is new takes a moment to be known everywhere.
 */
export const served = (world: World, domain: string, title: string): Promise<void> =>
  eventually(`bench: https://${domain}/ with the title "${title}"`, () => look(world, domain, title), {
    within: 10_000,
  }).then(() => undefined);

async function look(world: World, domain: string, title: string): Promise<true> {
  const page = await world.exec("client", ["curl", "-sSk", "--max-time", "5", `https://${domain}/`]);
  const seen = page.stdout.match(/<title>(.*?)<\/title>/)?.[1];
  if (seen !== title) throw new Error(page.code === 0 ? `it is "${seen}"` : page.stderr.trim());
  return true;
}
