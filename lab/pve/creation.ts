/** Making a container from a template, and doing away with one. */
import { changed } from "./changes";
import { died, invalid } from "./failure";
import { type GuestConfig, mountPoints, rootUser } from "./guest";
import { settleOnce } from "./lxc/identity";
import type { Node } from "./node";
import { checkGuestRequest } from "./permissions";
import type { Call, Parameters } from "./router";

/** Checks the request, and starts what makes the container. */
export function create(node: Node, { parameters, user }: Call): string {
  const { vmid: id = "", ostemplate } = parameters;
  if (!/^\d+$/.test(id)) throw invalid("vmid", "property is missing and it is not optional");
  if (Number(id) < 100) throw invalid("vmid", "value must have a minimum value of 100");
  if (!ostemplate) throw invalid("ostemplate", "property is missing and it is not optional");
  checkGuestRequest(user, parameters, parameters.unprivileged === "1", node.storage);
  if (node.guests.exists(id)) {
    throw died(`unable to create CT ${id} - CT ${id} already exists on node '${node.name}'`);
  }
  const archive = templateFile(node, id, ostemplate);
  const config = initial(id, parameters);
  node.guests.write(id, { ...config, lock: "create" });
  return node.tasks.start("vzcreate", id, user, async (log) => {
    try {
      await make(node, id, config, archive, parameters, log);
    } catch (error) {
      await remove(node, id, config);
      throw new Error(`unable to create CT ${id} - ${error instanceof Error ? error.message : String(error)}`);
    }
    node.guests.write(id, config);
    // As Proxmox: a container that does not start is there all the same.
    if (parameters.start === "1") await node.container(id).start(config);
  });
}

function templateFile(node: Node, id: string, volume: string): string {
  try {
    return node.storage.file(volume);
  } catch (error) {
    throw died(`unable to create CT ${id} - ${error instanceof Error ? error.message : String(error)}`);
  }
}

function initial(id: string, given: Parameters): GuestConfig {
  const defaults = { arch: "amd64", ostype: "debian", hostname: `CT${id}`, memory: 512, swap: 512 };
  return changed(id, defaults, { ...given, rootfs: given.rootfs ?? `${given.storage ?? "local-lvm"}:4` });
}

async function make(
  node: Node,
  id: string,
  config: GuestConfig,
  archive: string,
  given: Parameters,
  log: (line: string) => void,
): Promise<void> {
  const container = node.newContainer(id);
  const { rootfs = "", ...others } = config;
  await container.makeDisks(others, rootUser(config));
  log(`extracting archive '${archive}'`);
  await container.unpack(archive, config);
  await container.mount({ rootfs });
  await settleOnce(container.root, config, given);
  await container.unmount(config);
}

/** Checks that it may go, and starts what removes it. */
export async function destroy(node: Node, { part, parameters, user }: Call): Promise<string> {
  const id = part("id");
  const config = node.guests.config(id);
  if (config.protection === 1) throw died(`can't remove CT ${id} - protection mode enabled`);
  const container = node.container(id);
  if ((await container.running()) && parameters.force !== "1") {
    throw died(`unable to destroy CT ${id} - container is running`);
  }
  return node.tasks.start("vzdestroy", id, user, async () => {
    if (await container.running()) await container.kill(config);
    await remove(node, id, config);
  });
}

/** Does away with containers whose making ended with the process that made them. The real node leaves that to people. */
export async function removeUnfinished(node: Node): Promise<void> {
  for (const id of node.guests.ids()) {
    const { lock, ...config } = node.guests.config(id);
    if (lock === "create") await remove(node, id, config);
  }
}

async function remove(node: Node, id: string, config: GuestConfig): Promise<void> {
  await node.newContainer(id).removeDisks(config);
  node.guests.remove(id);
}

/** Makes the volumes that a change of the configuration has added. */
export async function makeAddedDisks(node: Node, id: string, before: GuestConfig, after: GuestConfig): Promise<void> {
  const added = mountPoints(after).filter(({ key, bind }) => !bind && before[key] === undefined);
  const volumes = Object.fromEntries(added.map(({ key }) => [key, after[key] ?? ""]));
  await node.container(id).makeDisks(volumes, rootUser(after));
}
