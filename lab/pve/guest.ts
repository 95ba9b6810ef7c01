/** A container as the API knows it: its configuration, kept on disk. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { died } from "./failure";
import { type Properties, parseProperties } from "./propertyString";

export type GuestConfig = Readonly<Record<string, string | number>>;

/** First user of the host that an unprivileged container's users become, and how many: Proxmox's. */
export const firstUser = 100_000;
export const users = 65_536;

/** The host's user that the container's root is. */
export const rootUser = (config: GuestConfig): number => (config.unprivileged === 1 ? firstUser : 0);

export interface MountPoint {
  /** `rootfs`, `mp0`, … */
  readonly key: string;
  /** A volume of a storage, or a directory of the node. */
  readonly source: string;
  readonly path: string;
  readonly bind: boolean;
}

export const interfaces = (config: GuestConfig): { key: string; net: Properties }[] =>
  numbered(config, /^net\d+$/).map(([key, text]) => ({ key, net: parseProperties(text, "bridge") }));

/** The root file system and the mount points, in the order in which they have to be mounted. */
export const mountPoints = (config: GuestConfig): MountPoint[] =>
  numbered(config, /^(rootfs|mp\d+)$/)
    .map(([key, text]) => ({ key, of: parseProperties(text, "volume") }))
    .map(({ key, of }) => ({
      key,
      source: of.volume ?? "",
      path: key === "rootfs" ? "/" : (of.mp ?? ""),
      bind: of.volume?.startsWith("/") === true,
    }))
    .sort((a, b) => a.path.length - b.path.length);

const numbered = (config: GuestConfig, name: RegExp): [string, string][] =>
  Object.entries(config)
    .filter(([key]) => name.test(key))
    .map(([key, value]): [string, string] => [key, String(value)]);

/** The configurations of all containers. */
export class Guests {
  constructor(
    private readonly lxc: string,
    private readonly node: string,
  ) {
    mkdirSync(lxc, { recursive: true });
  }

  /** Folder of a container. */
  folder = (id: string): string => join(this.lxc, id);

  ids(): string[] {
    return readdirSync(this.lxc).filter((id) => this.exists(id));
  }

  exists = (id: string): boolean => existsSync(this.file(id));

  config(id: string): GuestConfig {
    if (!this.exists(id)) throw died(`Configuration file 'nodes/${this.node}/lxc/${id}.conf' does not exist`);
    return JSON.parse(readFileSync(this.file(id), "utf8")) as GuestConfig;
  }

  write(id: string, config: GuestConfig): void {
    mkdirSync(this.folder(id), { recursive: true });
    const draft = `${this.file(id)}.draft`;
    writeFileSync(draft, JSON.stringify(config, undefined, 2));
    renameSync(draft, this.file(id));
  }

  remove = (id: string): void => rmSync(this.folder(id), { recursive: true, force: true });

  private file = (id: string): string => join(this.folder(id), "pve.json");
}
