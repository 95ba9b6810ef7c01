/** Takes the lab down, whatever state it is in: by what was written down, and by what is found. */
import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { locked } from "../build/lock";
import { execute } from "./command";
import { enterNetwork } from "./enter";
import { places as labPlaces, labsFolder, type Places } from "./places";
import { controlGroups, files, lxcLocks, mounts, namespaces, processes } from "./remains";
import { known, running } from "./state";
import { lockFile } from "./up";
import { eventually } from "./wait";

/** Leaves no process, mount, namespace, control group or file of the lab. */
export async function down(places = labPlaces()): Promise<void> {
  if (existsSync(labsFolder)) await locked(lockFile(places), () => remove(places));
  else await remove(places);
  // Labs of other names may be there.
  for (const folder of [labsFolder, `${lxcLocks}${labsFolder}`]) {
    if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  }
}

async function remove(places: Places): Promise<void> {
  // The API first: it would go on starting what is being stopped.
  for (const one of known(places).filter(running)) signal(one.pid);
  await stopContainers(places);
  await killAll(places);
  for (const point of mounts(places)) await unmount(point);
  await detachDisks(places);
  for (const name of namespaces(places)) await execute(["ip", "netns", "delete", name]);
  for (const group of controlGroups(places)) await removeGroup(group);
  for (const file of files(places)) rmSync(file, { recursive: true, force: true });
}

/** LXC tidies up after itself when it is the one to stop them. */
async function stopContainers(places: Places): Promise<void> {
  if (!existsSync(places.lxc) || !namespaces(places).includes(places.namespaces.operator)) return;
  const stop = [...enterNetwork(places, "operator"), "lxc-stop", "-P", places.lxc, "--kill", "-n"];
  await Promise.all(readdirSync(places.lxc).map((id) => execute([...stop, id], { timeout: 20_000 }).catch(() => {})));
}

/** Again and again: what is killed may just have started something. */
async function killAll(places: Places): Promise<void> {
  await eventually(`the end of the processes of ${places.name}`, async () => {
    const left = processes(places);
    left.forEach(signal);
    return left.length === 0 ? true : undefined;
  });
}

function signal(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

async function unmount(point: string): Promise<void> {
  const { code } = await execute(["umount", point]);
  // Somebody outside the lab looks at it: it ends when they do.
  if (code !== 0) await execute(["umount", "--lazy", point]);
}

/** A mount takes its loop device with it; what is left is of a process killed between the two. */
async function detachDisks(places: Places): Promise<void> {
  const { stdout } = await execute(["losetup", "-n", "-O", "NAME,BACK-FILE"]);
  for (const line of stdout.split("\n").filter((text) => text.includes(`${places.folder}/`))) {
    await execute(["losetup", "-d", line.split(" ")[0] ?? ""]);
  }
}

async function removeGroup(group: string): Promise<void> {
  const gone = async () => {
    rmdirSync(group);
    return true;
  };
  await eventually(`the end of the control group ${group}`, gone, { within: 10_000, every: 100 });
}
