/** A Docker host on the internet side that is its own edge: Docker, Caddy, rules and a site of its own. */
import { startAcme } from "./acme";
import { addresses, zone } from "./addresses";
import { labAuthority } from "./authority";
import { dockerHostDisk, ownSite } from "./dockerHost/files";
import { makeHost } from "./host";
import { nsupdate } from "./records";
import { eventually } from "./wait";
import type { World } from "./world";

const { dockerHost: own, internet } = addresses;

/** Makes it, and waits until SSH and Docker answer and its own site has a certificate. It goes when the lab goes. */
export async function startDockerHost(world: World): Promise<void> {
  await startAcme(world);
  await nsupdate(world, `update add ${ownSite.name} 60 A ${own.internet}`);
  await makeHost(world, await dockerHostDisk(), {
    vmid: own.vmId,
    hostname: `docker.${zone}`,
    description: "a Docker host that is its own edge",
    memory: 4096,
    cores: 2,
    rootfs: "local-lvm:8",
    net0: `name=eth0,bridge=${internet.bridge},ip=${own.internet}/${internet.prefix},gw=${internet.router}`,
  });
  const { cert } = await labAuthority();
  const ready = async () => ((await works(world, cert)) ? true : undefined);
  await eventually("the Docker host's SSH, Docker and site", ready, { within: 120_000 });
}

async function works(world: World, authority: string): Promise<boolean> {
  const ask = ["curl", "-sS", "--max-time", "5", "--cacert", authority, `https://${ownSite.name}/`];
  if ((await world.ssh(own.internet, "docker info")).code !== 0) return false;
  return (await world.exec("client", ask)).stdout === ownSite.says;
}
