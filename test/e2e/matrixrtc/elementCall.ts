/** A person with Element Call, in a browser of their own. */
import type { Page } from "playwright-core";
import type { World } from "../../../lab/world/world";
import { LabBrowser, mediaScript, type Received } from "../call/browser";

export class ElementCall {
  private constructor(
    private readonly browser: LabBrowser,
    private readonly page: Page,
    private readonly site: string,
  ) {}

  /** @param site where the page is */
  static async start(world: World, site: string): Promise<ElementCall> {
    const browser = await LabBrowser.start(world);
    const page = await browser.newPage(600);
    // Several browsers with cameras, and others' labs, on two cores.
    page.setDefaultTimeout(120_000);
    await page.addInitScript({ path: mediaScript });
    return new ElementCall(browser, page, site);
  }

  async logIn(username: string, password: string): Promise<void> {
    await this.page.goto(`${this.site}/login`);
    await this.page.getByPlaceholder("Username").fill(username);
    await this.page.getByPlaceholder("Password").fill(password);
    await this.page.getByRole("button", { name: "Login" }).click();
    await this.page.getByText("Start new call").waitFor();
  }

  /** Opens a new room, and joins its call. Answers with the room's link for others. */
  async open(name: string): Promise<string> {
    await this.page.locator("input").first().fill(name);
    await this.page.getByRole("button", { name: "Go" }).click();
    await this.page.getByRole("button", { name: "Join call" }).first().click();
    await this.page.getByRole("button", { name: "End call" }).waitFor();
    return this.page.url();
  }

  /** Asks for a new room; what the page says instead of opening it. */
  async refusalOfNewRoom(name: string): Promise<string> {
    await this.page.locator("input").first().fill(name);
    await this.page.getByRole("button", { name: "Go" }).click();
    return (await this.page.getByText("MatrixError").first().textContent()) ?? "";
  }

  /** Joins a Matrix room's call. */
  join = (room: string): Promise<void> => this.follow(`${this.site}/room#/?roomId=${encodeURIComponent(room)}`);

  /** Joins a call by its link, without the slash before the #: npm's page looks for its files beside itself. */
  async follow(link: string): Promise<void> {
    await this.page.goto(link.replace("/room/#", "/room#"));
    await this.page.getByRole("button", { name: "Join call" }).first().click();
    await this.page.getByRole("button", { name: "End call" }).waitFor();
  }

  received = (): Promise<Received> => this.page.evaluate("receivedMedia()");

  end = (): Promise<void> => this.browser.end();
}
