/**
 * A Docker of its own for checks: Debian 13's daemon in namespaces of its own (mounts, processes, network without a way
 * out), with its data in a temporary folder. The machine's own Docker is never spoken to.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OwnDebian } from "../ownDebian/ownDebian";

const data = "/var/lib/docker";

/** Its control groups are named after the folder: the kernel does not remove them by itself. */
const first = `dockerd --cgroup-parent="/$0" >/var/log/dockerd.log 2>&1 & wait`;

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
}

export class PrivateDocker {
  private constructor(private readonly debian: OwnDebian) {}

  /** Everything that it writes. */
  get folder(): string {
    return this.debian.folder;
  }

  /** Where its images are, on the machine. */
  get data(): string {
    return this.debian.hostPath(data);
  }

  static async start(): Promise<PrivateDocker> {
    const docker = new PrivateDocker(await OwnDebian.start({ prefix: "parley-docker-", data: [data], first }));
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
    const [nsenter = "", ...target] = this.debian.enter;
    const done = spawnSync(nsenter, [...target, "sh", "-c", script], {
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
      if (this.debian.ended) throw new Error(`Docker ended: ${this.log()}`);
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
  stop = (): Promise<void> => this.debian.stop();
}
