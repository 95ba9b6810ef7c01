/** The whole program on a stack of its own: its stack file, its engine where the operator is, and providers that act. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quoted } from "../build/shell";
import { realPlace } from "../engine/real";
import { requireEngine } from "../engine/require";
import { startProviderHost } from "../providers/real/hostProcess";
import { ProgramCopy } from "./programCopy";
import { type Operation, ScratchStack } from "./scratchStack";

const passphrase = "parley-lab";

export interface ProgramOptions {
  /** Keyed without the prefix. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** By the name of the setting in `parley:credentials`. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Words before each command, like `["nsenter", "--net=/run/netns/lab"]`: where the engine and its providers work. */
  readonly enter?: readonly string[];
  /** Where the stack is kept, and found again with the settings that it has by then; a temporary place unless said. */
  readonly folder?: string;
  /** One process hosts the lab's providers for all operations; unless said, each operation starts them anew. */
  readonly hosted?: boolean;
}

export class ProgramStack {
  private constructor(
    readonly program: ProgramCopy,
    readonly stack: ScratchStack,
    private readonly folder: string,
    private readonly endHost: () => void,
  ) {}

  /** A stack that is not up yet, or the one that is kept. */
  static async make({
    settings,
    credentials,
    enter = [],
    folder: kept,
    hosted,
  }: ProgramOptions): Promise<ProgramStack> {
    const engine = await requireEngine();
    const folder = kept ?? mkdtempSync(join(tmpdir(), "parley-service-"));
    const whole = join(folder, "whole");
    const found = existsSync(whole);
    // One that was broken off while it was made is made anew.
    if (kept && !found) rmSync(kept, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const socket = hosted ? join(folder, "providers.sock") : undefined;
    const place = await realPlace(engine, folder, passphrase, socket);
    const endHost = socket ? await startProviderHost(socket, enter, place.environment) : () => {};
    const pulumi = join(folder, "pulumi-at-the-operator");
    const prefix = enter.map(quoted);
    // `timeout` takes the whole process group along, as a machine that loses its power does.
    const cut = `[ ! -f '${folder}/cut' ] || set -- timeout --signal=KILL "$(cat '${folder}/cut')" "$@"`;
    writeFileSync(pulumi, `#!/bin/sh\nset -- ${prefix.join(" ")} '${engine.pulumi}' "$@"\n${cut}\nexec "$@"\n`);
    chmodSync(pulumi, 0o755);
    const program = new ProgramCopy(join(folder, "program"), "lab");
    const stack = new ScratchStack({ ...engine, pulumi }, program.folder, "lab", "in place", passphrase, place);
    const made = new ProgramStack(program, stack, folder, endHost);
    if (found) return made;
    program.write(settings);
    await stack.init();
    for (const [key, value] of Object.entries(credentials)) await made.secret(key, value);
    writeFileSync(whole, "");
    return made;
  }

  /** Ends what is only for this run; a stack that is kept stays. */
  close(): void {
    this.endHost();
    this.stack.dispose();
  }

  dispose(): void {
    this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Through standard input, as an operator does: never in the command line. */
  async secret(key: string, value: string): Promise<void> {
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
}
