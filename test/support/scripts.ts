/** Runs the shell of a rendered release for real, beside stand-ins for the programs that it calls. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { display } from "../../workloads/value";
import { file, rendered } from "./compose";
import { prodLike } from "./settings";

/** The release whose scripts these are. */
export const release = rendered(prodLike({ recording: { directory: "/srv/r", keepDays: 2 } }));

export class Machine {
  readonly root = mkdtempSync(join(tmpdir(), "parley-compose-"));

  constructor() {
    mkdirSync(join(this.root, "bin"));
    mkdirSync(join(this.root, "state"));
  }

  path(name: string): string {
    return join(this.root, name);
  }

  /** A program that the script finds first. */
  tool(name: string, body: string): void {
    writeFileSync(this.path(`bin/${name}`), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }

  /** Puts scripts of the release where others of them look for them. */
  place(...scripts: readonly string[]): void {
    for (const script of scripts) writeFileSync(this.path(script), display(file(release, script).content));
  }

  /** Runs one of the release's scripts with the machine's directories moved below a temporary one. */
  run(script: string, directories: Readonly<Record<string, string>> = {}): SpawnSyncReturns<string> {
    return this.runText(display(file(release, script).content), directories);
  }

  /** The same for one of its commands. */
  runText(script: string, directories: Readonly<Record<string, string>> = {}): SpawnSyncReturns<string> {
    const moved = Object.entries({ "/var/lib/parley/meet-example-org": "state", ...directories }).reduce(
      (text, [from, to]) => text.replaceAll(from, this.path(to)),
      script,
    );
    return spawnSync("sh", ["-c", moved], {
      cwd: this.root,
      encoding: "utf8",
      env: { ...process.env, PATH: `${this.path("bin")}:${process.env.PATH}` },
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
