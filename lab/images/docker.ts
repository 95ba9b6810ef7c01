/**
 * A Docker of its own for checks: Debian 13's daemon in namespaces of its own (mounts, processes, network without a way
 * out), with its data in a temporary folder. The machine's own Docker is never spoken to.
 */
import { type ChildProcess, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { removeGroups } from "./controlGroups";
import { startDaemon } from "./daemon";

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
}

export class PrivateDocker {
  private constructor(
    readonly folder: string,
    private readonly daemon: ChildProcess,
    /** The daemon's shell: first process of its namespaces. */
    private readonly inside: number,
  ) {}

  static async start(): Promise<PrivateDocker> {
    const { folder, process: daemon, inside } = await startDaemon();
    const docker = new PrivateDocker(folder, daemon, inside);
    try {
      await docker.until("docker info", 30);
    } catch (error) {
      await docker.stop();
      throw error;
    }
    return docker;
  }

  /** Runs shell as root where the daemon is. */
  run(script: string, input?: Buffer): Outcome {
    const target = ["--target", String(this.inside), "--mount", "--net", "--pid", "--uts", "--root", "--wd"];
    const done = spawnSync("nsenter", [...target, "sh", "-c", script], {
      input,
      encoding: "utf8",
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8", HOME: "/root" },
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: done.status, out: `${done.stdout}${done.stderr}` };
  }

  /** Output of shell that has to succeed. */
  must(script: string, input?: Buffer): string {
    const { code, out } = this.run(script, input);
    if (code !== 0) throw new Error(`exit code ${code} of: ${script}\n${out}`);
    return out;
  }

  /** Tries shell twice a second until it succeeds. */
  async until(script: string, seconds: number): Promise<string> {
    for (const end = Date.now() + seconds * 1000; ; await sleep(500)) {
      const { code, out } = this.run(script);
      if (code === 0) return out;
      if (this.daemon.exitCode !== null) throw new Error(`Docker ended: ${this.log()}`);
      if (Date.now() > end) throw new Error(`not within ${seconds} s: ${script}\n${out}`);
    }
  }

  load(archive: string): string {
    return this.must("docker load", readFileSync(archive));
  }

  log(): string {
    const file = join(this.folder, "upper/var/log/dockerd.log");
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(-15).join("\n") : "it said nothing";
  }

  /** Ends every process of it; its mounts, network and files go with them. */
  async stop(): Promise<void> {
    const ended = new Promise((done) => this.daemon.once("exit", done));
    if (this.daemon.exitCode === null && this.daemon.signalCode === null) {
      // The first process of a process namespace takes all others with it.
      process.kill(this.inside, "SIGKILL");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    removeGroups(basename(this.folder));
  }
}
