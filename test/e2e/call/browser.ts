/** Headless Chromium on the lab's internet side, with a made-up camera and microphone. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { onPath } from "../../../lab/build/program";
import type { World } from "../../../lab/world/world";

/** Chromium without a browser's own windows, pages and services, which nobody looks at: half the work. */
const program = "chromium-headless-shell";

const flags = [
  // Twice as many pictures as a test asks for.
  "--use-fake-device-for-media-stream=fps=10",
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
    private readonly browser: Browser,
    private readonly folder: string,
  ) {}

  /** @param names host name → address, for names that are in no DNS */
  static async start(world: Pick<World, "prefix">, names: Readonly<Record<string, string>> = {}): Promise<LabBrowser> {
    const folder = mkdtempSync(join(tmpdir(), "parley-browser-"));
    const script = join(folder, program);
    const argv = [...world.prefix("client"), onPath(program) ?? program].map(quoted);
    writeFileSync(script, `#!/bin/sh\nexec ${argv.join(" ")} "$@"\n`);
    chmodSync(script, 0o755);
    const map = Object.entries(names).map(([name, address]) => `MAP ${name} ${address}`);
    const args = [...flags, `--host-resolver-rules=${map.join(",")}`];
    return new LabBrowser(await chromium.launch({ executablePath: script, args, timeout: 60_000 }), folder);
  }

  /**
   * A page that may use camera and microphone, as when a person has said so: only then are the client's own addresses
   * among those that the others try.
   */
  newPage(height: number): Promise<Page> {
    return this.browser.newPage({ viewport: { width: 800, height }, permissions: ["camera", "microphone"] });
  }

  async end(): Promise<void> {
    await this.browser.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
