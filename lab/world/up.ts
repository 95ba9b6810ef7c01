/** Brings the lab up: what is there stays, what is missing is made. */
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { locked } from "../build/lock";
import { progress } from "../build/progress";
import { allImages, type LabImage, standIns } from "../images";
import { kubernetesProgram } from "../kubernetes/program";
import type { PveConfig } from "../pve/config";
import { rootfs } from "../tools/rootfs";
import { addresses, ports, urls, zone } from "./addresses";
import { nodeDaemon } from "./daemons";
import { type Packed, templateFile } from "./debian/bootstrap";
import { dockerTemplate } from "./debian/dockerTemplate";
import { hostDisk } from "./debian/hostDisk";
import { imagesName } from "./debian/loadedImages";
import { repository } from "./debian/repository";
import { template } from "./debian/template";
import { startDns } from "./dns";
import { startEdge } from "./edge";
import { edgeDisk } from "./edge/files";
import { enterNetwork } from "./enter";
import type { InternetConfig } from "./internet/config";
import { makeNetwork } from "./network";
import { places as labPlaces, labsFolder, type Places } from "./places";
import { installRequirements } from "./requirements";
import { certificateFiles, provideSecrets, type Secrets } from "./secrets";
import { eventually } from "./wait";
import { factsFile, type LabFacts, World } from "./world";

/** The file that says that somebody is bringing the lab up or down. */
export const lockFile = ({ name }: Places): string => join(labsFolder, `${name}.lock`);

/** Installs and makes what the lab needs, without bringing it up: minutes, once. */
export async function prepare({ images = allImages, docker = false }: LabOptions = {}): Promise<Made> {
  await installRequirements();
  const packages = await repository();
  await hostDisk(await edgeDisk());
  await rootfs();
  await kubernetesProgram();
  const { archive } = await standIns(images);
  return { base: await (docker ? dockerTemplate(archive) : template()), packages, archive };
}

export interface LabOptions {
  /** What cannot be pulled. */
  readonly images?: readonly LabImage[];
  /** Whether the containers' template has Docker and the images already. */
  readonly docker?: boolean;
}

interface Made {
  readonly base: Packed;
  /** Folder of the package repository. */
  readonly packages: string;
  /** Container images, see PveConfig. */
  readonly archive: string;
}

/** Everything, from nothing or from what is there. */
export async function up(places = labPlaces(), options: LabOptions = {}): Promise<World> {
  // First: nothing of the lab is there meanwhile.
  const made = await prepare(options);
  const waiting = () => process.stderr.write("parley: waiting for another run of the lab …\n");
  return locked(lockFile(places), () => start(places, made), waiting);
}

async function start(places: Places, { base, packages, archive }: Made): Promise<World> {
  const display = progress("parley: bringing the lab up");
  try {
    mkdirSync(places.folder, { recursive: true });
    // Containers' users, who are nobody here, have to get through.
    for (const folder of [labsFolder, places.folder]) chmodSync(folder, 0o755);
    const secrets = await provideSecrets(places);
    display.detail("network");
    await makeNetwork(places);
    display.detail("internet");
    await startInternet(places, secrets, base, packages);
    await startDns(places, secrets);
    display.detail("Proxmox API");
    const facts: LabFacts = { template: { url: `${urls.images}/${templateFile}`, checksum: base.checksum } };
    await startProxmox(places, secrets, archive);
    writeFileSync(factsFile(places), JSON.stringify(facts));
    const world = new World(places);
    await eventually("the Proxmox API", () => world.pve.ask("GET", "/version"), { within: 20_000 });
    display.detail("firewall host");
    await startEdge(world);
    await startOthers(world);
    return world;
  } finally {
    display.end();
  }
}

async function startInternet(places: Places, secrets: Secrets, base: Packed, packages: string): Promise<void> {
  const images = join(places.web, "images");
  mkdirSync(images, { recursive: true });
  link(packages, join(places.web, "debian"));
  link(base.file, join(images, templateFile));
  const foreign = { subdomain: "www", type: "A", rdata: "198.51.100.2" };
  const config: InternetConfig = {
    address: addresses.internet.dns,
    web: { port: ports.packages, folder: places.web },
    loopia: { port: ports.loopia, ...secrets.loopia, domain: zone, records: [foreign] },
  };
  const enter = enterNetwork(places, "internet");
  await nodeDaemon(places, { name: "internet", enter, entry: "lab/world/internet/main.ts", config });
}

async function startProxmox(places: Places, secrets: Secrets, archive: string): Promise<void> {
  // The cache is its owner's alone; containers' users have to get at it.
  const images = join(places.folder, imagesName(archive));
  if (!existsSync(images)) linkOrCopy(archive, images);
  chmodSync(images, 0o644);
  const config: PveConfig = {
    lab: places.name,
    node: "pve",
    listen: { address: "0.0.0.0", port: ports.pve },
    tls: certificateFiles(places),
    token: secrets.pveToken,
    password: secrets.pvePassword,
    lxc: places.lxc,
    storage: places.storage,
    images,
    journal: join(places.logs, "pve-requests.jsonl"),
  };
  const enter = enterNetwork(places, "operator");
  await nodeDaemon(places, { name: "pve", enter, entry: "lab/pve/main.ts", config });
}

/** As a node does when it starts: the containers that say so. */
async function startOthers(world: World): Promise<void> {
  const all = (await world.pve.ask("GET", "/nodes/pve/lxc")).data as { vmid: number; status: string }[];
  for (const { vmid, status } of all) {
    const { onboot } = (await world.pve.ask("GET", `/nodes/pve/lxc/${vmid}/config`)).data as { onboot?: number };
    if (status !== "stopped" || onboot !== 1) continue;
    await world.pve.ended(await world.pve.ask("POST", `/nodes/pve/lxc/${vmid}/status/start`));
  }
}

/** Copying takes seconds; a cache elsewhere than the lab leaves nothing else. */
function linkOrCopy(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    copyFileSync(file, name);
  }
}

function link(target: string, name: string): void {
  rmSync(name, { force: true });
  symlinkSync(target, name);
}
