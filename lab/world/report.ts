/** What the lab tells about itself: after `up`, and for `status`. */
import { existsSync } from "node:fs";
import { addresses, ports, tsigKeyName, urls, zone } from "./addresses";
import { places as labPlaces } from "./places";
import { mounts, namespaces, processes } from "./remains";
import { known, running } from "./state";
import { factsFile, World } from "./world";

/** Where everything is. */
export function summary(world: World): string {
  const { secrets, template } = world;
  return `The lab ${world.places.name} is up.

  Proxmox API     ${urls.pve}   node pve, bridge ${addresses.dmz.bridge}: an emulated API in front of real LXC containers
                  token ${secrets.pveToken}
                  password of root@pam ${secrets.pvePassword}
  template        ${template.url}
                  SHA-512 ${template.checksum.slice(0, 16)}…  (whole: ${factsFile(world.places)})
  firewall host   container ${addresses.edge.vmId}, ${addresses.edge.internet} and ${addresses.edge.dmz}: nftables, Traefik, sshd
  DNS             ${addresses.internet.dns}: BIND for ${zone}, TSIG key ${tsigKeyName} (hmac-sha256) ${secrets.tsigSecret}
  Loopia          ${urls.loopia}   simulated; ${secrets.loopia.user} ${secrets.loopia.password}
  packages        ${urls.packages}
  operator        ${addresses.operator.dmz} and ${addresses.operator.internet}; SSH key ${secrets.sshPrivateKeyFile}
  client          ${addresses.client}

npm run lab shell operator|client|internet|NUMBER   npm run lab status   npm run lab down
`;
}

/** What runs. */
export async function status(places = labPlaces()): Promise<string> {
  if (!existsSync(places.folder)) return `The lab ${places.name} is not there: npm run lab up\n`;
  const daemons = known(places).map((one) => `${one.name} ${running(one) ? `runs (${one.pid})` : "is gone"}`);
  const lines = [
    `lab          ${places.name} in ${places.folder}`,
    `namespaces   ${namespaces(places).join(", ") || "none"}`,
    `processes    ${daemons.join(", ") || "none"}; ${processes(places).length} in all, those in containers included`,
    `mounts       ${mounts(places).length}`,
    ...(existsSync(factsFile(places)) ? await containers(new World(places)).catch(unreachable) : []),
  ];
  return `${lines.join("\n")}\n`;
}

const unreachable = (): string[] => [`containers   unknown: nobody answers on port ${ports.pve}`];

async function containers(world: World): Promise<string[]> {
  const all = (await world.pve.ask("GET", "/nodes/pve/lxc")).data as { vmid: number; name: string; status: string }[];
  const lines = all.map(async ({ vmid, name, status: state }) => {
    const { data } = await world.pve.ask("GET", `/nodes/pve/lxc/${vmid}/config`);
    const config = data as { unprivileged?: number; memory?: number };
    const kind = config.unprivileged === 1 ? "unprivileged, ids from 100000" : "privileged";
    return `container    ${vmid} ${name}: ${state}, ${kind}, ${config.memory} MiB`;
  });
  return Promise.all(lines);
}
