/** Headless Chromium on the lab's internet side, with a made-up camera and microphone. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { onPath } from "../../../lab/build/program";
import type { World } from "../../../lab/world/world";

const flags = [
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  // By the lab's authority, which Chromium does not know.
  "--ignore-certificate-errors",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
];

/** What has come from the others so far. */
export interface Received {
  readonly frames: number;
  readonly audioPackets: number;
  /** Far ends of the chosen paths, as `udp 203.0.113.10:7882`. */
  readonly paths: readonly string[];
  /** Near ends of the same paths: `host`, `srflx` or `prflx`, or how the relay is reached, as `relay tls`. */
  readonly ways: readonly string[];
}

/** What every page needs to tell what it receives. */
export const mediaScript = join(__dirname, "media.js");

export class LabBrowser {
  private constructor(
    readonly browser: Browser,
    private readonly folder: string,
  ) {}

  /** @param names host name → address, for names that are in no DNS */
  static async start(world: Pick<World, "prefix">, names: Readonly<Record<string, string>> = {}): Promise<LabBrowser> {
    const folder = mkdtempSync(join(tmpdir(), "parley-browser-"));
    const program = join(folder, "chromium");
    const argv = [...world.prefix("client"), onPath("chromium") ?? "chromium"].map(quoted);
    writeFileSync(program, `#!/bin/sh\nexec ${argv.join(" ")} "$@"\n`);
    chmodSync(program, 0o755);
    const map = Object.entries(names).map(([name, address]) => `MAP ${name} ${address}`);
    const args = [...flags, `--host-resolver-rules=${map.join(",")}`];
    return new LabBrowser(await chromium.launch({ executablePath: program, args, timeout: 60_000 }), folder);
  }

  async end(): Promise<void> {
    await this.browser.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
