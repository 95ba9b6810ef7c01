/**
 * Debian 13 in namespaces of its own (mounts, processes, network, host name), on a tree that several share and nobody
 * changes. It ends with the process that started it, however that ends, and everything in it with it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { alive } from "../build/lock";
import { must } from "../world/command";
import { eventually } from "../world/wait";
import { removeGroups } from "./controlGroups";
import { ready, startScript } from "./startScript";
import { debianTree } from "./tree";

export interface OwnDebianOptions {
  /** Begins the name of its folder, which is also the name of its control groups. */
  readonly prefix: string;
  /** Directories inside that must not be on an overlay, as where containers' layers are. */
  readonly data: readonly string[];
  /** Folders of the machine that are seen inside, by their path there. */
  readonly seen?: Readonly<Record<string, string>>;
  /** Shell that the first process is: it has to stay, and to fetch the exit codes of orphans. `$0` is the folder's name. */
  readonly first: string;
}

export class OwnDebian {
  private constructor(
    /** Everything that is written in it. */
    readonly folder: string,
    private readonly process: ChildProcess,
    /** First process of its namespaces. */
    private readonly inside: number,
    private readonly own: ReadonlyMap<string, string>,
  ) {}

  /** It may take a moment until what the first process starts answers. */
  static async start({ prefix, data, seen = {}, first }: OwnDebianOptions): Promise<OwnDebian> {
    const lower = await debianTree();
    sweep(prefix);
    const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
    for (const name of ["upper", "work", "root"]) mkdirSync(join(folder, name), { mode: 0o755 });
    const own = new Map(data.map((path, number) => [path, join(folder, `data-${number}`)]));
    for (const source of own.values()) mkdirSync(source, { mode: 0o755 });
    const binds = [...own, ...Object.entries(seen)].flatMap(([path, source]) => [source, path]);
    const namespaces = ["--mount", "--net", "--pid", "--uts", "--fork", "--kill-child"];
    const script = ["sh", "-c", startScript, "sh", lower, folder, first, ...binds];
    const debian = spawn("setpriv", ["--pdeathsig", "KILL", "unshare", ...namespaces, ...script], {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    let complaint = "";
    debian.stderr?.on("data", (chunk) => {
      complaint += chunk;
    });
    const made = new OwnDebian(folder, debian, await childOf(debian, () => complaint), own);
    const prepared = () => must([...made.enter, "test", "-d", ready]);
    try {
      await eventually("a Debian's own namespaces", prepared, { every: 50 });
    } catch (error) {
      await made.stop();
      throw new Error(`${error instanceof Error ? error.message : error}\n${complaint}`);
    }
    return made;
  }

  /** Its name, which its control groups have as well. */
  get name(): string {
    return basename(this.folder);
  }

  /** Where one of its data directories is on the machine. */
  hostPath(path: string): string {
    const found = this.own.get(path);
    if (found === undefined) throw new Error(`${path} is no data directory of ${this.name}`);
    return found;
  }

  get ended(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** Words before a command that runs in it. */
  get enter(): string[] {
    return ["nsenter", "--target", `${this.inside}`, "--mount", "--net", "--pid", "--uts", "--root", "--wd"];
  }

  /** Words before a command of the machine that runs in its network, with the machine's own files. */
  get enterNetwork(): string[] {
    return ["nsenter", `--net=/proc/${this.inside}/ns/net`];
  }

  /** The same, for a process that stays: it ends with this Debian, and with the words before it. */
  get enterForLife(): string[] {
    return [...this.enterNetwork, `--pid=/proc/${this.inside}/ns/pid`, "setpriv", "--pdeathsig", "KILL"];
  }

  /** Ends every process of it; its mounts, network and files go with them. */
  async stop(): Promise<void> {
    const ended = new Promise((done) => this.process.once("exit", done));
    if (!this.ended) {
      // The first process of a process namespace takes all others with it.
      process.kill(this.inside, "SIGKILL");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    removeGroups(this.name);
  }
}

/** What runs that were killed left behind: files and control groups, for the processes went with them. */
function sweep(prefix: string): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (Number.isNaN(owner) || alive(owner)) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
    removeGroups(name);
  }
}

async function childOf(parent: ChildProcess, complaint: () => string): Promise<number> {
  for (let i = 0; i < 100; i++) {
    const file = `/proc/${parent.pid}/task/${parent.pid}/children`;
    const child = existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : Number.NaN;
    if (child > 0) return child;
    await sleep(50);
  }
  throw new Error(`a Debian's namespaces could not be made: ${complaint()}`);
}
