/** What a stack of the lab deploys: its settings, and the credentials that they need. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { parseStackFile } from "../../settings/stackFile";
import { livekitReference } from "../livekit/server";
import { zone } from "../world/addresses";
import type { World } from "../world/world";
import { type ProgramOptions, ProgramStack } from "./programStack";

/** The program in the operator's place of a lab: the seeds' deployment, unless other settings are given. */
export const labProgram = (
  world: World,
  settings = labSettings(world),
  options: Pick<ProgramOptions, "folder" | "hosted"> = {},
): Promise<ProgramStack> =>
  ProgramStack.make({ settings, credentials: labCredentials(world), enter: world.prefix("operator"), ...options });

/** The stack that a lab keeps: it goes with the lab. */
export const keptProgram = (world: World): Promise<ProgramStack> =>
  labProgram(world, labSettings(world), { folder: join(world.places.folder, "stack") });

/** The seeds' deployment, with the lab's addresses; memory for a machine that carries all of it at once. */
export const labSettings = (world: World): Record<string, unknown> => ({
  ...surroundings(world),
  service: "jitsi",
  domain: `meet.${world.zone}`,
  jitsi: { bridge: { memory: 1024 } },
});

/** Name of the lab's TURN server: one that the certificate of the lab's Traefik is for. */
export const labTurn = `turn.${zone}`;

/** examples/matrixrtc-proxmox.yaml in the lab, with TURN. */
export function labMatrixrtc(world: World): Record<string, unknown> {
  const { matrixrtc, ...others } = matrixrtcExample(world, "examples/matrixrtc-proxmox.yaml");
  return { ...others, matrixrtc: { ...matrixrtc, livekit: { ...matrixrtc.livekit, turn: { domain: labTurn } } } };
}

/** examples/matrixrtc-homeserver.yaml likewise, without TURN. @param directory of the node, where the homeserver's data is kept */
export function labHomeserver(world: World, directory: string): Record<string, unknown> {
  const { matrixrtc, ...others } = matrixrtcExample(world, "examples/matrixrtc-homeserver.yaml");
  return { ...others, matrixrtc: { ...matrixrtc, synapse: { ...matrixrtc.synapse, directory } } };
}

/** examples/matrixrtc-host.yaml on the lab's Docker host, with the lab's DNS server. */
export function labMatrixrtcHost(world: World): Record<string, unknown> {
  const { matrixrtc, host, edge, dns, ...others } = example("examples/matrixrtc-host.yaml");
  const address = world.addresses.dockerHost.internet;
  return {
    ...others,
    host: { ...host, address },
    edge: { ...edge, host: address },
    dns: { ...dns, server: world.addresses.internet.dns },
    matrixrtc: inLab(matrixrtc),
  };
}

function matrixrtcExample(world: World, file: string) {
  const { matrixrtc, ...others } = example(file);
  const { dns, ...around } = surroundings(world);
  return {
    ...others,
    ...around,
    dns: { ...dns, address: world.addresses.edge.internet },
    matrixrtc: inLab(matrixrtc),
  };
}

/** What of an example the lab changes; everything else stays as it is there. */
interface Example {
  readonly matrixrtc: { readonly livekit?: object; readonly synapse?: object };
  readonly host?: object;
  readonly edge?: object;
  readonly dns?: object;
}

/** An example's settings, without the prefix. */
const example = (file: string): Example =>
  parseStackFile(readFileSync(join(projectRoot(), file), "utf8")).raw as unknown as Example;

/** LiveKit as large as the machine, of the version that can be had. */
const inLab = <Of extends Example["matrixrtc"]>(matrixrtc: Of) => ({
  ...matrixrtc,
  images: { livekit: livekitReference() },
  livekit: { ...matrixrtc.livekit, cpus: 2, memory: 1024, drain: 2 },
});

const surroundings = (world: World) => ({
  platform: "proxmox",
  proxmox: {
    endpoint: world.urls.pve,
    insecureTls: true,
    node: "pve",
    vmId: world.addresses.service.vmId,
    bridge: world.addresses.dmz.bridge,
    address: `${world.addresses.service.dmz}/24`,
    gateway: world.addresses.edge.dmz,
    dnsServers: [world.addresses.internet.dns],
    cores: 2,
    memory: 4096,
    swap: 0,
    disk: 8,
    template: { url: world.template.url, checksum: world.template.checksum },
    sshKeys: [world.secrets.sshPublicKey],
  },
  edge: { host: world.addresses.edge.dmz, interface: "eth0", proxy: "traefik" },
  dns: {
    provider: "rfc2136",
    zone: world.zone,
    address: "dynamic",
    server: world.addresses.internet.dns,
    keyName: world.tsig.name,
  },
});

/** By the name of the setting in `parley:credentials`. */
export function labCredentials({ secrets }: World): Record<string, string> {
  return { proxmoxToken: secrets.pveToken, sshPrivateKey: secrets.sshPrivateKey, tsigSecret: secrets.tsigSecret };
}
