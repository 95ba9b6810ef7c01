/**
 * The same service a second time beside the first, for Ansible: another name, another container on the same node, behind
 * the same edge host. So neither side overwrites what the other has put somewhere, and they can take turns.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Deployment, deployment } from "../../components/deployment";
import { labCredentials, labProgram, labSettings } from "../../lab/stack/labSettings";
import type { ProgramStack } from "../../lab/stack/programStack";
import type { World } from "../../lab/world/world";
import { loadSettings } from "../../settings/load";
import { type Command, measure } from "../measure";
import { Ansible } from "./ansible";
import { writeFiles, writeInventory } from "./playbookFiles";
import { served } from "./served";
import type { Contender } from "./turns";

const domain = "twin.example.org";
const address = "172.16.10.161";

export class Twin {
  private constructor(
    private readonly world: World,
    private readonly machine: ProgramStack,
    private readonly ansible: Ansible,
    private readonly folder: string,
  ) {}

  /** With its container, and nothing in it yet but Python. */
  static async make(world: World): Promise<Twin> {
    const machine = await labProgram(world, settingsOf(world));
    // The container alone, made as Parley makes its own.
    await machine.worked(machine.stack.up("--target", "**Conference::jitsi", "--target", "**jitsi-container**"));
    const twin = new Twin(world, machine, await Ansible.make(world), mkdtempSync(join(tmpdir(), "parley-twin-")));
    const planned = twin.planned("none");
    const made = planned.secrets.map(({ name, length }) => [
      name,
      randomBytes(length).toString("hex").slice(0, length),
    ]);
    const own = Object.entries(labCredentials(world)).map(([name, value]) => [`credentials.${name}`, value]);
    writeInventory(twin.folder, world, planned, address, Object.fromEntries([...made, ...own]));
    measure(twin.ansible.playbook("bootstrap.yml", "bootstrap.yml", twin.folder));
    return twin;
  }

  /** The title of the page becomes another one with each round. */
  change(title: string, ...options: string[]): Contender {
    return {
      title: `${title}, one setting changed`,
      run: (round) => this.playbook(title, `${title} ${round}`, options),
      check: (round) => served(this.world, domain, `${title} ${round}`),
    };
  }

  again(): Contender {
    return { title: "playbook, nothing changed", run: () => this.playbook("playbook", "settled") };
  }

  dispose(): void {
    this.ansible.dispose();
    this.machine.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The playbook that puts a title in force. What it deploys is rendered beforehand, and not measured. */
  private playbook(label: string, title: string, options: readonly string[] = []): Command {
    const release = join(this.folder, "release");
    rmSync(release, { recursive: true, force: true });
    writeFiles(release, this.planned(title));
    return this.ansible.playbook(label, "site.yml", this.folder, ["--extra-vars", `release=${release}`, ...options]);
  }

  private planned(title: string): Deployment {
    const loaded = loadSettings(settingsOf(this.world, title), this.folder, { needCredentials: false });
    if ("problems" in loaded) throw new Error(`the twin's settings: ${JSON.stringify(loaded.problems)}`);
    return deployment(loaded.settings, loaded.assets);
  }
}

/** Those of the lab's own stack, but for what has to differ. */
function settingsOf(world: World, title = "none"): Record<string, unknown> {
  const same = labSettings(world);
  const [proxmox, jitsi] = [same.proxmox, same.jitsi] as [Record<string, object>, { bridge: object }];
  return {
    ...same,
    domain,
    proxmox: {
      ...proxmox,
      vmId: world.addresses.service.vmId + 1,
      address: `${address}/24`,
      // The other stack's template is taken as it is, and left there.
      template: { ...proxmox.template, adopt: true },
    },
    jitsi: { ...jitsi, bridge: { ...jitsi.bridge, port: 10_001 }, branding: { title } },
  };
}
