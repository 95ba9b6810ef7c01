/** The whole program against a lab of its own, and questions to the result. */
import { allStandIns, type LabImage } from "../../../lab/images";
import { labProgram, labSettings } from "../../../lab/stack/labSettings";
import type { ProgramCopy } from "../../../lab/stack/programCopy";
import type { ProgramStack } from "../../../lab/stack/programStack";
import type { Operation, ScratchStack } from "../../../lab/stack/scratchStack";
import { nsupdate } from "../../../lab/world/records";
import type { LabOptions } from "../../../lab/world/up";
import type { World } from "../../../lab/world/world";
import { TestLab } from "../world/testLab";

/** The same for all files, which then share a template. */
const jitsiInLab: readonly LabImage[] = [...allStandIns, "web:exits", "web:unhealthy"];

export class LabStack {
  readonly program: ProgramCopy;
  readonly stack: ScratchStack;

  private constructor(
    readonly lab: TestLab,
    private readonly deployed: ProgramStack,
  ) {
    this.program = deployed.program;
    this.stack = deployed.stack;
  }

  /** A lab with Jitsi's stand-in images, and a stack that is not up yet. */
  static make = (name: string, options?: Pick<LabOptions, "docker">): Promise<LabStack> =>
    LabStack.of(name, { ...options, images: jitsiInLab }, labSettings);

  /** The container's template has Docker and the images already, unless told otherwise. */
  static async of(
    name: string,
    options: LabOptions,
    settings: (world: World) => Record<string, unknown>,
  ): Promise<LabStack> {
    const lab = await TestLab.up(name, { docker: true, ...options });
    return new LabStack(lab, await labProgram(lab.world, settings(lab.world), { hosted: true }));
  }

  async dispose(): Promise<void> {
    this.deployed.dispose();
    await this.lab.down();
  }

  killedUp = (seconds: number): Promise<Operation> => this.deployed.killedUp(seconds);
  worked = (running: Promise<Operation>): Promise<Operation> => this.deployed.worked(running);
  secret = (key: string, value: string): Promise<void> => this.deployed.secret(key, value);

  /** From now on, drops what the operator sends and this nftables match takes in. */
  async cutSsh(match: string): Promise<void> {
    const chain = "add chain inet cut out { type filter hook output priority 0; }";
    const input = `add table inet cut\n${chain}\nadd rule inet cut out ${match}\n`;
    const { code, stderr } = await this.lab.world.exec("operator", ["nft", "-f", "-"], { input });
    if (code !== 0) throw new Error(stderr);
  }

  async mendSsh(): Promise<void> {
    await this.lab.world.exec("operator", ["nft", "delete", "table", "inet", "cut"]);
  }

  /** Changes the zone by hand, with the zone's own key. */
  nsupdate = (changes: string): Promise<void> => nsupdate(this.lab.world, changes);

  /** Running containers by service: identity and state, as `docker ps` shows them on the service's machine. */
  async services(machine: number = this.lab.world.addresses.service.vmId): Promise<Record<string, string>> {
    const format = '{{.Label "com.docker.compose.service"}} {{.ID}} {{.Status}}';
    const lines = (await this.lab.said(machine, "docker", "ps", "--format", format)).split("\n").filter(Boolean);
    return Object.fromEntries(lines.map((line) => [line.split(" ")[0] ?? "", line.split(" ").slice(1).join(" ")]));
  }

  /** Number of SSH logins that a host of the lab has seen. */
  async logins(where: number): Promise<number> {
    return Number(
      await this.lab.said(
        where,
        "sh",
        "-c",
        "journalctl -q -o cat -t sshd -t sshd-session | grep -c 'Accepted publickey' || true",
      ),
    );
  }
}
