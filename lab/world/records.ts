/** Changes the lab's zone by hand, with the zone's own key. */
import { addresses, zone } from "./addresses";
import type { World } from "./world";

/** @param changes lines of `nsupdate`, such as `update add name.example.org 60 A 203.0.113.9` */
export async function nsupdate(world: World, changes: string): Promise<void> {
  const { name, algorithm, secret } = world.tsig;
  const input = `server ${addresses.internet.dns}\nzone ${zone}\n${changes}\nsend\n`;
  // The firewall host has the program; this machine may not.
  const done = await world.exec(addresses.edge.vmId, ["nsupdate", "-y", `${algorithm}:${name}:${secret}`], { input });
  if (done.code !== 0) throw new Error(done.stderr);
}
