/** The whole program against the lab: its stack file, its engine in the operator's place, and questions to the result. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realPlace } from "../../../lab/engine/real";
import { allStandIns, type StandIn } from "../../../lab/images";
import { anyEngine, type Operation, TestStack } from "../../engine/engine";
import { ProgramCopy } from "../../support/programCopy";
import { TestLab } from "../world/testLab";

const passphrase = "parley-lab";

export class LabStack {
  private constructor(
    readonly lab: TestLab,
    readonly program: ProgramCopy,
    readonly stack: TestStack,
    private readonly folder: string,
  ) {}

  /** A lab with the stand-in images, and a stack that is not up yet. */
  static async make(name: string, variants: readonly StandIn[]): Promise<LabStack> {
    const why: string[] = [];
    const engine = await anyEngine(why);
    if (!engine) throw new Error(`no Pulumi engine: ${why.join("; ")}`);
    const lab = await TestLab.up(name, [...allStandIns, ...variants]);
    const folder = mkdtempSync(join(tmpdir(), "parley-service-"));
    const place = await realPlace(engine, folder, passphrase);
    // The engine and its providers work where the operator is.
    const pulumi = join(folder, "pulumi-at-the-operator");
    const prefix = lab.world.prefix("operator").map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
    // `timeout` takes the whole process group along, as a machine that loses its power does.
    const cut = `[ ! -f '${folder}/cut' ] || set -- timeout --signal=KILL "$(cat '${folder}/cut')" "$@"`;
    writeFileSync(pulumi, `#!/bin/sh\nset -- ${prefix.join(" ")} '${engine.pulumi}' "$@"\n${cut}\nexec "$@"\n`);
    chmodSync(pulumi, 0o755);
    const program = new ProgramCopy(join(folder, "program"), "lab");
    const stack = new TestStack({ ...engine, pulumi }, program.folder, "lab", "in place", passphrase, place);
    const made = new LabStack(lab, program, stack, folder);
    program.write(made.settings());
    await stack.init();
    for (const [key, value] of Object.entries(made.credentials())) await made.secret(key, value);
    return made;
  }

  async dispose(): Promise<void> {
    this.stack.dispose();
    await this.lab.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The seeds' deployment, with the lab's addresses; memory for a machine that carries all of it at once. */
  private settings(): Record<string, unknown> {
    const { world } = this.lab;
    return {
      service: "jitsi",
      platform: "proxmox",
      domain: "meet.example.org",
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
      jitsi: { bridge: { memory: 1024 } },
    };
  }

  private credentials(): Record<string, string> {
    const { secrets } = this.lab.world;
    return { proxmoxToken: secrets.pveToken, sshPrivateKey: secrets.sshPrivateKey, tsigSecret: secrets.tsigSecret };
  }

  /** Through standard input, as an operator does: never in the command line. */
  private async secret(key: string, value: string): Promise<void> {
    const done = await this.stack.pulumiWith(value, "config", "set", "--secret", "--path", `parley:credentials.${key}`);
    if (done.code !== 0) throw new Error(`credential ${key}: ${done.all}`);
  }

  /** An `up` that is killed after so many seconds, with everything that it started here; then its lock is taken away. */
  async killedUp(seconds: number): Promise<Operation> {
    const cut = join(this.folder, "cut");
    writeFileSync(cut, String(seconds));
    const done = await this.stack.up();
    rmSync(cut);
    await this.stack.pulumi("cancel", "--yes", this.stack.name);
    return done;
  }

  /** The operation, which has to succeed. */
  async worked(running: Promise<Operation>): Promise<Operation> {
    const done = await running;
    if (done.code !== 0) throw new Error(done.all);
    return done;
  }

  /** Running containers by service: identity and state, as `docker ps` shows them to an operator. */
  async services(): Promise<Record<string, string>> {
    const format = '{{.Label "com.docker.compose.service"}} {{.ID}} {{.Status}}';
    const { stdout } = await this.lab.inside(`docker ps --format '${format}'`);
    const lines = stdout.trim().split("\n").filter(Boolean);
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
