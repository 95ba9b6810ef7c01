/** Participants: browsers with a page of the test's own, which speaks to LiveKit by its own client library. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { World } from "../../../lab/world/world";
import { LabBrowser, mediaScript, type Received } from "./browser";

export interface PageAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A secure context, without which there is no camera. Nothing listens there: the test answers the browser. */
const site = "http://localhost/";

const scripts = [mediaScript, join(__dirname, "page.js"), require.resolve("livekit-client")];

export class Participant {
  private page: Page | undefined;

  private constructor(private readonly browser: LabBrowser) {}

  /** @param names host name → address, for names that are in no DNS */
  static async start(world: Pick<World, "prefix">, names?: Readonly<Record<string, string>>): Promise<Participant> {
    return new Participant(await LabBrowser.start(world, names));
  }

  /** A fresh page, with nobody in a call. */
  async open(): Promise<void> {
    this.page = await this.browser.newPage(450);
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

  /** Enters a room in the page that is open; shows the camera there, or only watches. */
  enter = (url: string, token: string, publish = true): Promise<void> => this.call("join", url, token, publish);

  received = (): Promise<Received> => this.call("received");

  /** LiveKit's client's word for it: `connected`, `reconnecting`, `disconnected`. */
  state = (): Promise<string> => this.call("state");

  /** Leaves the room, and says so. */
  hangUp = (): Promise<void> => this.call("leave");

  /** Posts JSON from the page, whose origin is not the service's. */
  ask = (url: string, body: object): Promise<PageAnswer> => this.call("ask", url, body);

  /** Closes the page: nobody says goodbye. */
  async leave(): Promise<void> {
    await this.page?.close();
  }

  end = (): Promise<void> => this.browser.end();

  private async call<T>(what: string, ...parameters: unknown[]): Promise<T> {
    if (!this.page) throw new Error("there is no page yet");
    return this.page.evaluate(`call.${what}(${parameters.map((one) => JSON.stringify(one)).join(", ")})`);
  }
}
