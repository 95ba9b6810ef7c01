/** What makes a container out of a template: its name, network, resolver, keys. The files are those that Proxmox writes. */
import { chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { must } from "../../world/command";
import { firstUser, type GuestConfig, interfaces, rootUser, users } from "../guest";
import type { Properties } from "../propertyString";
import type { Parameters } from "../router";
import { loadImages } from "./images";

/** Words before a command that is to have the container's users. */
export const asGuest = (config: GuestConfig): string[] =>
  rootUser(config) === 0
    ? []
    : ["lxc-usernsexec", "-m", `u:0:${firstUser}:${users}`, "-m", `g:0:${firstUser}:${users}`, "--"];

/** Settles what is settled once, at creation. */
export async function settleOnce(root: string, config: GuestConfig, given: Parameters): Promise<void> {
  const put = writer(root, config);
  const keys = given["ssh-public-keys"];
  if (keys) {
    put("root/.ssh/authorized_keys", `${decodeURIComponent(keys).trim()}\n`, 0o600);
  }
  await must([...inside(root, config), "ssh-keygen", "-q", "-A"]);
  if (given.password) {
    await must([...inside(root, config), "chpasswd", "-c", "SHA512"], { input: `root:${given.password}\n` });
  }
}

/** Words before a command of the container's own, which is not running yet; the one device is gone when it ends. */
function inside(root: string, config: GuestConfig): string[] {
  const script = ': > "$0/dev/null" && mount --bind /dev/null "$0/dev/null" && exec chroot "$0" "$@"';
  return [...asGuest(config), "unshare", "--mount", "sh", "-c", script, root];
}

/** Settles what follows the configuration, before each start. @param images name of the archive of images, if any */
export function settle(root: string, config: GuestConfig, images?: string): void {
  const put = writer(root, config);
  if (images) put("etc/systemd/system/docker.service.d/stand-in-images.conf", loadImages(images));
  const [name = "", domain = config.searchdomain] = String(config.hostname).split(/\.(.*)/);
  put("etc/hostname", `${name}\n`);
  const own =
    interfaces(config)
      .find(({ net }) => net.ip?.includes("/"))
      ?.net.ip?.split("/")[0] ?? "127.0.1.1";
  const names = domain ? `${name}.${domain} ${name}` : name;
  const local = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n";
  put("etc/hosts", `${local}# --- BEGIN PVE ---\n${own} ${names}\n# --- END PVE ---\n`);
  put("etc/network/interfaces", network(config));
  if (config.nameserver === undefined) return;
  const servers = String(config.nameserver).split(/[ ,]+/);
  const lines = [
    ...(config.searchdomain ? [`search ${config.searchdomain}`] : []),
    ...servers.map((s) => `nameserver ${s}`),
  ];
  put("etc/resolv.conf", `# --- BEGIN PVE ---\n${lines.join("\n")}\n# --- END PVE ---\n`);
}

function network(config: GuestConfig): string {
  const stanza = (net: Properties): string => {
    if (!net.ip || net.ip === "manual") return `auto ${net.name}\niface ${net.name} inet manual\n`;
    if (net.ip === "dhcp") return `auto ${net.name}\niface ${net.name} inet dhcp\n`;
    const gateway = net.gw ? `\tgateway ${net.gw}\n` : "";
    return `auto ${net.name}\niface ${net.name} inet static\n\taddress ${net.ip}\n${gateway}`;
  };
  return ["auto lo\niface lo inet loopback\n", ...interfaces(config).map(({ net }) => stanza(net))].join("\n");
}

/** Writes a file that belongs to the container's root, unless it says the same already. */
function writer(root: string, config: GuestConfig) {
  const owner = rootUser(config);
  return (path: string, text: string, mode = 0o644): void => {
    const file = join(root, path);
    const made = mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
    if (made) chownSync(made, owner, owner);
    if (read(file) === text) return;
    // A link in the container must not lead us out of it.
    rmSync(file, { force: true });
    writeFileSync(file, text, { mode });
    chownSync(file, owner, owner);
  };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
