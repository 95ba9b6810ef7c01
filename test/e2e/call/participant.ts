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

export interface PageAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
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

  /** @param names host name → address, for names that are in no DNS */
  static async start(world: World, names: Readonly<Record<string, string>> = {}): Promise<Participant> {
    const folder = mkdtempSync(join(tmpdir(), "parley-browser-"));
    const program = join(folder, "chromium");
    const argv = [...world.prefix("client"), onPath("chromium") ?? "chromium"].map(quoted);
    writeFileSync(program, `#!/bin/sh\nexec ${argv.join(" ")} "$@"\n`);
    chmodSync(program, 0o755);
    const map = Object.entries(names).map(([name, address]) => `MAP ${name} ${address}`);
    const args = [...flags, `--host-resolver-rules=${map.join(",")}`];
    return new Participant(await chromium.launch({ executablePath: program, args, timeout: 60_000 }), folder);
  }

  /** A fresh page, with nobody in a call. */
  async open(): Promise<void> {
    this.page = await this.browser.newPage({ viewport: { width: 800, height: 450 } });
    this.page.setDefaultTimeout(30_000);
    await this.page.route(`${site}**`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
    await this.page.goto(site);
    for (const path of scripts) await this.page.addScriptTag({ path });
  }

  /** Enters a room in a fresh page, and shows the camera there. */
  async join(url: string, token: string): Promise<void> {
    await this.open();
    await this.enter(url, token);
  }

  /** Enters a room in the page that is open, and shows the camera there if that is allowed. */
  enter = (url: string, token: string, publish = true): Promise<void> => this.call("join", url, token, publish);

  received = (): Promise<Received> => this.call("received");

  /** LiveKit's client's word for it: `connected`, `reconnecting`, `disconnected`. */
  state = (): Promise<string> => this.call("state");

  /** Leaves the room, and says so. */
  hangUp = (): Promise<void> => this.call("leave");

  /** Posts JSON from the page, whose origin is none of the service's. */
  ask = (url: string, body: object): Promise<PageAnswer> => this.call("ask", url, body);

  private async call<T>(what: string, ...parameters: unknown[]): Promise<T> {
    if (!this.page) throw new Error("there is no page yet");
    return this.page.evaluate(`call.${what}(${parameters.map((one) => JSON.stringify(one)).join(", ")})`);
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
