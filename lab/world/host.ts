/** Makes a host of the lab as its operator would: a container from a disk of its own, through the API. */
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { addresses } from "./addresses";
import { archiveOf, type HostDisk, hostDisk } from "./debian/hostDisk";
import type { World } from "./world";

/** What tells one host from another, in the words of the Proxmox API. */
interface HostWishes {
  readonly vmid: number;
  readonly hostname: string;
  readonly description: string;
  /** MiB. */
  readonly memory: number;
  readonly cores: number;
  readonly rootfs: string;
  readonly net0: string;
  readonly net1?: string;
}

/** Makes and starts it; it boots by itself with the lab from then on. */
export async function makeHost(world: World, disk: HostDisk, { net1, ...wishes }: HostWishes): Promise<void> {
  const archives = join(world.places.storage, "local", "vztmpl");
  mkdirSync(archives, { recursive: true });
  const link = join(archives, archiveOf(disk));
  rmSync(link, { force: true });
  symlinkSync((await hostDisk(disk)).file, link);
  const made = await world.pve.askAsRoot("POST", "/nodes/pve/lxc", {
    ostemplate: `local:vztmpl/${archiveOf(disk)}`,
    ...wishes,
    ...(net1 ? { net1 } : {}),
    unprivileged: 1,
    features: "nesting=1",
    swap: 0,
    nameserver: addresses.internet.dns,
    "ssh-public-keys": encodeURIComponent(world.secrets.sshPublicKey),
    onboot: 1,
    start: 1,
  });
  const exit = await world.pve.ended(made);
  if (exit !== "OK") throw new Error(`container ${wishes.vmid}: ${exit}`);
}
