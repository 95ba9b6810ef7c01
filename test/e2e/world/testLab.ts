/** A lab of its own for a test file, and the container that tests make in it. */
import { down } from "../../../lab/world/down";
import type { Where } from "../../../lab/world/enter";
import { type Places, places } from "../../../lab/world/places";
import { labObstacle } from "../../../lab/world/requirements";
import { type LabOptions, up } from "../../../lab/world/up";
import { eventually } from "../../../lab/world/wait";
import type { World } from "../../../lab/world/world";

export const firewall = "203.0.113.10";
export const container = "172.16.10.160";
export const node = "/nodes/pve";
export const file = "debian-13-standard_13.1-2_amd64.tar.zst";

const obstacle = labObstacle();
if (obstacle) console.warn(`The lab cannot be tried here: ${obstacle}.`);

/** `describe`, where there can be a lab. */
export const labSuite = obstacle ? describe.skip : describe;

export class TestLab {
  private constructor(
    readonly places: Places,
    public world: World,
    private readonly options?: LabOptions,
  ) {}

  /** From nothing. The first one on a machine builds for minutes. */
  static async up(name: string, options?: LabOptions): Promise<TestLab> {
    const place = places(name);
    await down(place);
    return new TestLab(place, await up(place, options), options);
  }

  /** Up once more; after `down` it has new keys. */
  async again(): Promise<void> {
    this.world = await up(this.places, this.options);
  }

  down = (): Promise<void> => down(this.places);

  /** What a program prints somewhere in the lab. */
  async said(where: Where, ...argv: string[]): Promise<string> {
    return (await this.world.exec(where, argv)).stdout.trim();
  }

  /** Starts a task and answers with how it ended. */
  async post(path: string, parameters: Record<string, string | number> = {}): Promise<string> {
    return this.world.pve.ended(await this.world.pve.ask("POST", path, parameters));
  }

  async state(id: number): Promise<string> {
    const { data } = await this.world.pve.ask("GET", `${node}/lxc/${id}/status/current`);
    return (data as { status: string }).status;
  }

  /** A command in the container, by SSH through the firewall host. */
  inside = (command: string, timeout = 60_000) => this.world.ssh(container, command, { jump: firewall, timeout });

  /** Waits until the container's SSH answers. A new container has a new MAC address: neighbours may take a minute to notice. */
  answers = (): Promise<true> =>
    eventually("SSH", async () => ((await this.inside("true")).code === 0 ? true : undefined), { within: 120_000 });

  ruleset = (): Promise<string> => this.said(101, "nft", "list", "ruleset");

  download = (change: Record<string, string> = {}) => ({
    content: "vztmpl",
    filename: file,
    url: this.world.template.url,
    checksum: this.world.template.checksum,
    "checksum-algorithm": "sha512",
    ...change,
  });

  wanted = (change: Record<string, string | number> = {}) => ({
    vmid: 160,
    ostemplate: `local:vztmpl/${file}`,
    hostname: "jitsi",
    unprivileged: 1,
    features: "nesting=1",
    memory: 2048,
    swap: 0,
    cores: 2,
    rootfs: "local-lvm:8",
    net0: "name=eth0,bridge=vmbr3,ip=172.16.10.160/24,gw=172.16.10.1",
    nameserver: "203.0.113.53",
    "ssh-public-keys": encodeURIComponent(this.world.secrets.sshPublicKey),
    onboot: 1,
    start: 1,
    ...change,
  });
}
