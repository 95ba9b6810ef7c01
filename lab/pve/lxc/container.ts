/** One LXC container of this machine: started, stopped, asked. Runs in the node's network, where LXC's sockets are. */
import { chmodSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { execute, must } from "../../world/command";
import { type GuestConfig, mountPoints } from "../guest";
import { growDisk, makeDisk, mountDisk, removeDisk } from "./disks";
import { settle } from "./identity";
import { unmountEverywhere } from "./mounts";
import { render } from "./render";
import { unpackedDisk } from "./unpacked";

export class Container {
  constructor(
    private readonly id: string,
    private readonly place: {
      readonly lab: string;
      readonly lxc: string;
      /** See PveConfig. */
      readonly images?: string | undefined;
      readonly disk: (volume: string) => string;
    },
  ) {}

  /** Where the root file system is mounted. */
  get root(): string {
    return join(this.folder, "rootfs");
  }

  async running(): Promise<boolean> {
    return (await this.info("-s")) === "RUNNING";
  }

  /** Process number of the container's init on this machine; undefined when it is stopped. */
  async init(): Promise<number | undefined> {
    const pid = Number(await this.info("-p"));
    return pid > 0 ? pid : undefined;
  }

  async start(config: GuestConfig): Promise<void> {
    await this.mount(config);
    const { lab, images } = this.place;
    settle(this.root, config, images && basename(images));
    const rendered = render(this.id, config, this.folder, lab, images);
    writeFileSync(join(this.folder, "config"), rendered.config);
    writeFileSync(join(this.folder, "pre-start"), rendered.preStart);
    chmodSync(join(this.folder, "pre-start"), 0o755);
    const log = ["-l", "INFO", "-o", join(this.folder, "lxc.log")];
    await must(["lxc-start", ...this.name, ...log, "-d"], { timeout: 60_000 });
  }

  /** Asks it to shut down; kills it when it does not in time, or fails, as wanted. */
  async shutdown(config: GuestConfig, seconds: number, force: boolean): Promise<void> {
    const nokill = force ? [] : ["--nokill"];
    await must(["lxc-stop", ...this.name, "--timeout", String(seconds), ...nokill], { timeout: (seconds + 30) * 1000 });
    await this.unmount(config);
  }

  async kill(config: GuestConfig): Promise<void> {
    await must(["lxc-stop", ...this.name, "--kill"]);
    await this.unmount(config);
  }

  /** Makes the disk of the root file system, with a template on it. */
  async unpack(archive: string, config: GuestConfig): Promise<void> {
    const [root] = this.disks({ rootfs: config.rootfs ?? "" });
    if (!root) throw new Error("the root file system has to be a volume");
    await unpackedDisk(archive, root.file, gigabytes(config, root.key), config);
  }

  async makeDisks(config: GuestConfig, owner: number): Promise<void> {
    for (const { key, file } of this.disks(config)) await makeDisk(file, gigabytes(config, key), owner);
  }

  async mount(config: GuestConfig): Promise<void> {
    for (const { key, file } of this.disks(config)) await mountDisk(file, join(this.folder, key));
  }

  async unmount(config: GuestConfig): Promise<void> {
    for (const { key } of this.disks(config)) await unmountEverywhere(join(this.folder, key));
  }

  async removeDisks(config: GuestConfig): Promise<void> {
    await this.unmount(config);
    for (const { file } of this.disks(config)) removeDisk(file);
    // The ends of its cables that stayed in the node's network.
    await execute(["sh", "-c", `for n in 0 1 2 3; do ip link delete veth${this.id}i$n; done`]);
  }

  /** @returns when the container sees it */
  async growDisk(config: GuestConfig, key: string): Promise<string> {
    const found = this.disks(config).find((disk) => disk.key === key);
    if (!found) throw new Error(`${key} is a directory of the node, not a disk`);
    return growDisk(found.file, gigabytes(config, key));
  }

  private disks(config: GuestConfig): { key: string; file: string }[] {
    return mountPoints(config)
      .filter(({ bind }) => !bind)
      .map(({ key, source }) => ({ key, file: this.place.disk(source) }));
  }

  private async info(what: string): Promise<string> {
    const { stdout } = await execute(["lxc-info", ...this.name, "-H", what]);
    return stdout.trim();
  }

  private get folder(): string {
    return join(this.place.lxc, this.id);
  }

  private get name(): string[] {
    return ["-P", this.place.lxc, "-n", this.id];
  }
}

/** Size of a disk by its `size=8G`. */
export function gigabytes(config: GuestConfig, key: string): number {
  const [, number = "", unit = ""] = /(?:^|,)size=(\d+(?:\.\d+)?)([MGT]?)/.exec(String(config[key])) ?? [];
  return Number(number) * ({ M: 1 / 1024, G: 1, T: 1024 }[unit] ?? 1);
}
