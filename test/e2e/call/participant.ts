/** Participants: headless Chromiums on the lab's internet side, with made-up cameras and microphones. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { onPath } from "../../../lab/build/program";
import type { World } from "../../../lab/world/world";

/** What has come from the others so far. */
export interface Received {
  readonly frames: number;
  readonly audioPackets: number;
  /** Far ends of the chosen paths, as `udp 203.0.113.10:7882`. */
  readonly paths: readonly string[];
}

/** A secure context, without which there is no camera. Nothing listens there: the test answers the browser. */
const site = "http://localhost/";

const scripts = [join(__dirname, "page.js"), require.resolve("livekit-client")];

const flags = [
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  // Traefik's own certificate, which nobody has signed.
  "--ignore-certificate-errors",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
];

export class Participant {
  private page: Page | undefined;

  private constructor(
    private readonly browser: Browser,
    private readonly folder: string,
  ) {}

  /** @param names host name → address, for names that need no DNS */
  static async start(world: World, names: Readonly<Record<string, string>>): Promise<Participant> {
    const folder = mkdtempSync(join(tmpdir(), "parley-browser-"));
    const program = join(folder, "chromium");
    const argv = [...world.prefix("client"), onPath("chromium") ?? "chromium"].map(quoted);
    writeFileSync(program, `#!/bin/sh\nexec ${argv.join(" ")} "$@"\n`);
    chmodSync(program, 0o755);
    const map = Object.entries(names).map(([name, address]) => `MAP ${name} ${address}`);
    const args = [...flags, `--host-resolver-rules=${map.join(",")}`];
    return new Participant(await chromium.launch({ executablePath: program, args, timeout: 60_000 }), folder);
  }

  /** Enters a room in a fresh page, and shows the camera there. */
  async join(url: string, token: string): Promise<void> {
    this.page = await this.browser.newPage({ viewport: { width: 800, height: 450 } });
    this.page.setDefaultTimeout(30_000);
    await this.page.route(`${site}**`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
    await this.page.goto(site);
    for (const path of scripts) await this.page.addScriptTag({ path });
    await this.page.evaluate(`call.join(${JSON.stringify(url)}, ${JSON.stringify(token)})`);
  }

  async received(): Promise<Received> {
    if (!this.page) throw new Error("nobody has joined yet");
    return this.page.evaluate("call.received()");
  }

  /** Closes the page: nobody says goodbye. */
  async leave(): Promise<void> {
    await this.page?.close();
  }

  async end(): Promise<void> {
    await this.browser.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
