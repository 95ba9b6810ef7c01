/** Asks the lab's Proxmox API from the operator's place, as the provider does. */
import { setTimeout as sleep } from "node:timers/promises";
import { urls } from "./addresses";
import { must } from "./command";
import { enterNetwork } from "./enter";
import type { Places } from "./places";
import type { Secrets } from "./secrets";

export interface PveAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly message?: string;
  readonly errors?: Readonly<Record<string, string>>;
}

type Parameters = Readonly<Record<string, string | number>>;

export class PveClient {
  constructor(
    private readonly places: Places,
    private readonly secrets: Secrets,
  ) {}

  /** With the API token. */
  ask(method: string, path: string, parameters: Parameters = {}): Promise<PveAnswer> {
    return this.send(method, path, parameters, [`Authorization: PVEAPIToken=${this.secrets.pveToken}`]);
  }

  /** With a ticket of root@pam, who may more than a token. */
  async askAsRoot(method: string, path: string, parameters: Parameters = {}): Promise<PveAnswer> {
    const given = { username: "root@pam", password: this.secrets.pvePassword };
    const login = await this.send("POST", "/access/ticket", given, []);
    const { ticket, CSRFPreventionToken } = login.data as { ticket: string; CSRFPreventionToken: string };
    const headers = [`Cookie: PVEAuthCookie=${ticket}`, `CSRFPreventionToken: ${CSRFPreventionToken}`];
    return this.send(method, path, parameters, headers);
  }

  /** The exit status of a task that an answer names, when it has ended. */
  async ended(answer: PveAnswer, within = 180_000): Promise<string> {
    if (typeof answer.data !== "string") throw new Error(`no task, but ${answer.status} ${answer.message}`);
    const path = `/nodes/pve/tasks/${encodeURIComponent(answer.data)}/status`;
    for (const end = Date.now() + within; Date.now() < end; await sleep(200)) {
      const { status, exitstatus } = (await this.ask("GET", path)).data as { status: string; exitstatus?: string };
      if (status === "stopped") return exitstatus ?? "";
    }
    throw new Error(`${answer.data} has not ended within ${within / 1000} s`);
  }

  /** curl, because it has to happen in another network than this process's. Secrets go through its standard input. */
  async send(method: string, path: string, parameters: Parameters, headers: readonly string[]): Promise<PveAnswer> {
    const input = [
      ...headers.map((header) => `header = ${quoted(header)}`),
      ...Object.entries(parameters).map(([name, value]) => `data-urlencode = ${quoted(`${name}=${value}`)}`),
    ].join("\n");
    const get = method === "GET" || method === "DELETE" ? ["--get"] : [];
    const options = ["-sSk", "--max-time", "60", "-X", method, ...get, "-w", "\n%{http_code}", "--config", "-"];
    const url = `${urls.pve}/api2/json${path}`;
    const said = await must([...enterNetwork(this.places, "operator"), "curl", ...options, url], { input });
    const at = said.lastIndexOf("\n");
    return { ...(JSON.parse(said.slice(0, at)) as Omit<PveAnswer, "status">), status: Number(said.slice(at + 1)) };
  }
}

const quoted = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
