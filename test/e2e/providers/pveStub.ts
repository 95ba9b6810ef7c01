/**
 * As much of the Proxmox VE API as a container needs, in memory, answering in Proxmox's form: for what the provider makes
 * of our arguments. The lab's own API (lab/pve) has real containers behind it.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { join } from "node:path";

type Parameters = Readonly<Record<string, string>>;
type Config = Record<string, string | number>;

export const token = "root@pam!lab=11111111-2222-3333-4444-555555555555";

/** What Proxmox keeps as numbers; everything else is text. */
const numbers = ["cores", "cpuunits", "memory", "swap", "tty", "onboot", "unprivileged", "protection", "console"];
/** Of a creation only, or of an operation. */
const passing = [
  "vmid",
  "ostemplate",
  "storage",
  "start",
  "password",
  "ssh-public-keys",
  "template",
  "delete",
  "digest",
];

export class PveStub {
  readonly containers = new Map<string, { config: Config; status: string }>();
  readonly files = new Set<string>();
  /** Everything that changed something: "PUT /nodes/pve/lxc/160/config". */
  readonly changes: string[] = [];
  private server: Server | undefined;

  /** @param folder for its key and certificate */
  async start(folder: string): Promise<string> {
    const [key, cert] = [join(folder, "pve.key"), join(folder, "pve.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    const files = ["-nodes", "-keyout", key, "-out", cert];
    execFileSync("openssl", ["req", "-x509", ...curve, ...files, ...subject], { stdio: "ignore" });
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        const url = new URL(request.url ?? "", "https://localhost");
        const given = Object.fromEntries([...url.searchParams, ...new URLSearchParams(body)]);
        const path = url.pathname.replace("/api2/json", "");
        const allowed = request.headers.authorization === `PVEAPIToken=${token}`;
        const data = allowed ? this.answer(request.method ?? "", decodeURIComponent(path), given) : undefined;
        // The provider knows a container that is gone by the words of the status line.
        if (data === undefined) response.writeHead(500, "Configuration file 'nodes/pve/lxc/160.conf' does not exist");
        response.end(JSON.stringify({ data: data ?? null }));
      });
    });
    this.server = server;
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    return `https://localhost:${typeof address === "object" && address ? address.port : 0}/`;
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  /** undefined is an error; null is what Proxmox answers when there is nothing to say. */
  private answer(method: string, path: string, given: Parameters): unknown {
    if (method !== "GET") this.changes.push(`${method} ${path}`);
    const [, id = "", operation = ""] = path.match(/^\/nodes\/pve\/lxc\/(\d+)\/?(.*)$/) ?? [];
    if (id) return this.ofContainer(method, id, operation, given);
    if (path === "/nodes/pve/lxc") return this.create(given);
    if (path.startsWith("/nodes/pve/tasks/")) return { status: "stopped", exitstatus: "OK" };
    if (path === "/nodes/pve/query-url-metadata") return { filename: given.url, size: 4096, mimetype: "x" };
    if (path === "/nodes/pve/storage/local/download-url") {
      this.files.add(`local:${given.content}/${given.filename}`);
      return task("download");
    }
    if (path === "/nodes/pve/storage/local/content") {
      return [...this.files].map((volid) => ({ volid, content: "vztmpl", format: "tzst", size: 4096 }));
    }
    const [, volume = ""] = path.match(/^\/nodes\/pve\/storage\/local\/content\/(.*)$/) ?? [];
    return this.files.delete(volume) ? task("imgdel") : undefined;
  }

  private create(given: Parameters): unknown {
    const id = given.vmid ?? "";
    if (this.containers.has(id) || !this.files.has(given.ostemplate ?? "")) return undefined;
    const container = { config: {} as Config, status: given.start === "1" ? "running" : "stopped" };
    this.containers.set(id, container);
    apply(container.config, id, given);
    return task("vzcreate");
  }

  private ofContainer(method: string, id: string, operation: string, given: Parameters): unknown {
    const container = this.containers.get(id);
    if (!container) return undefined;
    const { config } = container;
    if (operation === "") return this.containers.delete(id) ? task("vzdestroy") : undefined;
    if (operation === "config" && method === "GET") return { ...config, digest: "d" };
    if (operation === "config") return apply(config, id, given);
    if (operation === "status/current") return { vmid: Number(id), status: container.status, name: config.hostname };
    if (operation === "interfaces") return interfaces(config);
    container.status = /(start|reboot)$/.test(operation) ? "running" : "stopped";
    return task("vz");
  }
}

/** Every network card has an address of its own, a new container's too. */
let cards = 0;
const task = (kind: string): string => `UPID:pve:00001000:00007000:68000000:${kind}:160:root@pam!lab:`;

/** `a=1,b=2` as Proxmox writes it, with the main value, which may be given by name, bare and first. */
function volume(given: string, made: string): string {
  const [main = "", ...rest] = given
    .replace("volume=", "")
    .split(",")
    .sort((a, b) => Number(a.includes("=")) - Number(b.includes("=")));
  const [, storage, size] = main.match(/^([\w-]+):(\d+)$/) ?? [];
  return [storage ? `${storage}:${made}` : main, ...rest, ...(storage ? [`size=${size}G`] : [])].join(",");
}

function apply(config: Config, id: string, given: Parameters): null {
  for (const key of (given.delete ?? "").split(",")) delete config[key];
  for (const [key, value] of Object.entries(given).filter(([name]) => !passing.includes(name))) {
    if (numbers.includes(key)) config[key] = Number(value);
    else if (key === "description") config[key] = value.replace(/\n?$/, "\n");
    else if (/^(rootfs|mp\d+)$/.test(key)) config[key] = volume(value, `vm-${id}-disk-0`);
    else if (/^net\d+$/.test(key))
      config[key] = value.includes("hwaddr") ? value : `${value},hwaddr=BC:24:11:00:00:${10 + cards++}`;
    else config[key] = value;
  }
  return null;
}

function interfaces(config: Config): unknown {
  const card = Object.fromEntries(
    String(config.net0)
      .split(",")
      .map((part) => part.split("=")),
  );
  const [address, prefix] = (card.ip ?? "").split("/");
  // The provider waits until this list holds an address, at every read.
  const addresses = [{ "ip-address": address, prefix, "ip-address-type": "inet" }];
  return [{ name: card.name, "hardware-address": card.hwaddr, "ip-addresses": addresses }];
}
