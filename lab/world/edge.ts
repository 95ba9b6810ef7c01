/** The firewall host: container 101, made through the API as an operator would. */
import { readFileSync } from "node:fs";
import { addresses, zone } from "./addresses";
import { labAuthority } from "./authority";
import { defaultCertificate, defaultCertificateFile, edgeDisk } from "./edge/files";
import { makeHost } from "./host";
import { eventually } from "./wait";
import type { World } from "./world";

const { edge: own, internet, dmz } = addresses;

/** Makes it when it is missing, starts it when it is stopped, and waits until it works. */
export async function startEdge(world: World): Promise<void> {
  const path = `/nodes/pve/lxc/${own.vmId}`;
  const current = await world.pve.ask("GET", `${path}/status/current`);
  if (current.status !== 200) await make(world);
  else if ((current.data as { status: string }).status !== "running") {
    // An `up` that was killed may have left a task that makes or starts it: ours comes after that, and may be one too many.
    await world.pve.ended(await world.pve.ask("POST", `${path}/status/start`));
  }
  const ready = async () => ((await works(world)) ? true : undefined);
  await eventually("the firewall host's SSH and Traefik", ready, { within: 90_000 });
  await giveCertificate(world);
}

/** Traefik's own certificate for every name without another one: those who trust the lab's authority can check it. */
async function giveCertificate(world: World): Promise<void> {
  const { cert, key } = await (await labAuthority()).server(
    "edge",
    [`DNS:${zone}`, `DNS:*.${zone}`],
    world.places.secrets,
  );
  const place = "/etc/traefik/own";
  const text = (file: string) => readFileSync(file, "utf8");
  const script = `umask 077; mkdir -p ${place}; cat > ${place}/certificate.pem
[ -e ${defaultCertificateFile} ] || printf %s '${defaultCertificate(place)}' > ${defaultCertificateFile}`;
  const { code, stderr } = await world.exec(own.vmId, ["sh", "-c", script], { input: text(cert) + text(key) });
  if (code !== 0) throw new Error(`the firewall host got no certificate: ${stderr}`);
}

const make = async (world: World): Promise<void> =>
  makeHost(world, await edgeDisk(), {
    vmid: own.vmId,
    hostname: `fw.${zone}`,
    description: "the lab's firewall host",
    memory: 512,
    cores: 1,
    rootfs: "local-lvm:4",
    net0: `name=eth0,bridge=${internet.bridge},ip=${own.internet}/${internet.prefix},gw=${internet.router}`,
    net1: `name=eth1,bridge=${dmz.bridge},ip=${own.dmz}/${dmz.prefix}`,
  });

async function works(world: World): Promise<boolean> {
  const http = ["curl", "-s", "-o", "/dev/null", "--max-time", "2", "-w", "%{http_code}", `http://${own.internet}/`];
  const web = await world.exec("client", http);
  return web.stdout === "404" && (await world.ssh(own.internet, "nft list table inet filter")).code === 0;
}
