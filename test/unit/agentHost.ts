/** A host for tests of the agent: a directory that stands for `/`, and the real shell running the real commands. */
import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { releaseId } from "../../components/remote/identity";
import type { Release } from "../../components/remote/release";
import { deployOf, payloadOf, removeOf, statusOf } from "../../lab/world/packed";
import { agentScript } from "../../provider/release/agent";
import { type Lookup, secret, text } from "../../workloads/value";

export const lookup: Lookup = { secret: (name) => `s3cret-of-${name}`, fact: () => "203.0.113.10" };

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
}

export class TestHost {
  readonly root = mkdtempSync(join(tmpdir(), "parley-agent-"));
  private readonly running = new Set<ChildProcess>();

  constructor(private readonly shell = "dash") {
    this.write("/etc/placed/README", "a neighbour's file\n");
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }
  read = (path: string): string => readFileSync(join(this.root, path), "utf8");
  has = (path: string): boolean => existsSync(join(this.root, path));
  list = (path: string): string[] => (this.has(path) ? readdirSync(join(this.root, path)).sort() : []);
  releases = (): string[] => this.list("/var/lib/parley/test/app/releases");

  /** A program that the agent finds first. */
  tool(name: string, body: string): void {
    this.write(`bin/${name}`, `#!/bin/sh\n${body}\n`);
    chmodSync(join(this.root, "bin", name), 0o755);
  }

  /** Starts a command the way sshd does: a shell, and the payload on standard input. */
  start(command: string, input: string, onStart?: (process: ChildProcess) => void): Promise<Outcome> {
    const process_ = spawn(this.shell, ["-c", command], {
      env: {
        PATH: `${this.root}/bin:${process.env.PATH}`,
        PARLEY_AGENT_ROOT: this.root,
        PARLEY_AGENT_WAIT: "3",
        R: this.root,
      },
      detached: true,
    });
    this.running.add(process_);
    let out = "";
    process_.stdout.on("data", (chunk) => {
      out += chunk;
    });
    process_.stderr.on("data", (chunk) => {
      out += chunk;
    });
    process_.stdin.on("error", () => undefined);
    process_.stdin.end(input);
    onStart?.(process_);
    return new Promise((done) => {
      process_.on("exit", (code) => {
        this.running.delete(process_);
        setTimeout(() => done({ code, out }), 20);
      });
    });
  }

  async deploy(release: Release, onStart?: (process: ChildProcess) => void, owner?: string): Promise<Outcome> {
    return this.start(
      deployOf(release),
      await payloadOf(release, lookup, owner === undefined ? {} : { owner }),
      onStart,
    );
  }
  remove = (release: Release, owner?: string): Promise<Outcome> => this.start(removeOf(release, owner), agentScript);
  status = (release: Release): Promise<Outcome> => this.start(statusOf(release), agentScript);

  end(): void {
    for (const process_ of this.running) process_.kill("SIGKILL");
    rmSync(this.root, { recursive: true, force: true });
  }
}

export const shortId = (release: Release): string => releaseId(release, {});

/** A release whose "service" is a file, `$R/running`, that says which version was activated last. */
export function app(version: string, change: Partial<Release> & { readonly commandChanges?: object } = {}): Release {
  const { commandChanges, ...rest } = change;
  return {
    instance: "test",
    name: "app",
    host: "edge",
    title: "test",
    files: [
      { path: "config/version", content: `${version}\n`, mode: 0o644 },
      { path: "config/key", content: text`key=${secret("appKey")}\n`, mode: 0o600 },
      { path: "unit", content: `unit ${version}\n`, mode: 0o644 },
    ],
    placed: [{ file: "unit", at: "/etc/placed/app.yml" }],
    commands: {
      validate: "test -s config/version && cmp unit unit",
      activate: `cp config/version "$R/running.new" && sync "$R/running.new" && mv "$R/running.new" "$R/running"`,
      check: `cmp -s config/version "$R/running"`,
      deactivate: `rm -f "$R/running"`,
      observe: `cat "$R/running"`,
      ...commandChanges,
    },
    checkSeconds: 2,
    ...rest,
  };
}
